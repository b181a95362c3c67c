package io.neurocache.edge.reporting;

import java.util.Collection;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keys whose object came or went since that was last told. A key stands for "look again": what is
 * told is what lies under it when it has been taken from here, so notes may come in any order and
 * any number. It is taken before it is looked up; a change after that notes it again.
 *
 * <p>The set is bounded. What finds no room is forgotten, and the set says that this happened: then
 * everything has to be compared.
 *
 * <p>Safe from any thread; one thread takes. A note costs a look-up in a hash table.
 */
final class ChangedKeys {
    /** Some 10 MB with keys of ordinary length. */
    static final int MAX_KEYS = 65_536;

    /** The bound that long keys meet first. */
    static final long MAX_CHARS = 8L << 20;

    private final int maxKeys;
    private final Set<String> keys = ConcurrentHashMap.newKeySet();

    /** The same keys in the order in which they came. */
    private final Queue<String> line = new ConcurrentLinkedQueue<>();

    private final AtomicLong count = new AtomicLong();
    private final AtomicLong chars = new AtomicLong();
    private final AtomicBoolean overflowed = new AtomicBoolean();

    ChangedKeys() {
        this(MAX_KEYS);
    }

    ChangedKeys(int maxKeys) {
        this.maxKeys = maxKeys;
    }

    /** Notes that the object of a key came or went. */
    void note(String key) {
        if (!keys.add(key)) {
            return;
        }
        // Both sums run ahead of the set or behind it for a moment, by as many as are at it now.
        boolean isOneTooMany = count.incrementAndGet() > maxKeys;
        boolean isTooLong = chars.addAndGet(key.length()) > MAX_CHARS;
        if (isOneTooMany || isTooLong) {
            overflowed.set(true);
            forget(key);
        } else {
            line.add(key);
        }
    }

    /** Takes a key out of the set; its adder, or the taker once it stood in the line. */
    private void forget(String key) {
        keys.remove(key);
        count.decrementAndGet();
        chars.addAndGet(-key.length());
    }

    /** How many keys wait. */
    long size() {
        return count.get();
    }

    /** Takes some keys out, at most so many, those first that came first. */
    void take(int atMost, Collection<String> taken) {
        for (int n = 0; n < atMost; n++) {
            String key = line.poll();
            if (key == null) {
                return;
            }
            // Only now, or a note that came before this would find no key and no look to come.
            forget(key);
            taken.add(key);
        }
    }

    /** As if keys had been forgotten: everything has to be compared. */
    void overflow() {
        overflowed.set(true);
    }

    /** Whether keys were forgotten for want of room since the last call. */
    boolean takeOverflow() {
        return overflowed.get() && overflowed.getAndSet(false);
    }
}

package io.neurocache.raft.sim.check;

import io.neurocache.raft.Entry;
import java.util.List;

/**
 * If two logs have an entry with the same index and term, they are equal up to it (§5.3).
 *
 * <p>By induction: index and term name one payload and one term of the entry before it, in every
 * log and for ever. So only what is appended has to be looked at.
 */
public final class LogMatching extends Invariant {
    private static final int TERM_BITS = 24;

    private long[] keys = new long[512];
    private Entry[] entries = new Entry[512];
    private long[] previousTerms = new long[512];
    private int count;

    @Override
    public void stepped(Observation node) {
        if (node.lastIndex != node.log.lastIndex()) {
            throw violation(
                    node,
                    "has entries up to "
                            + node.lastIndex
                            + " but asked for "
                            + node.log.lastIndex()
                            + " to be written");
        }
    }

    @Override
    public void appended(Observation node, List<Entry> appended) {
        for (int i = 0; i < appended.size(); i++) {
            Entry entry = appended.get(i);
            check(node, entry, node.log.term(entry.index() - 1));
        }
    }

    @SuppressWarnings("ReferenceEquality") // mostly it is the very same object: spares the compare
    private void check(Observation node, Entry entry, long previousTerm) {
        if (entry.term() < previousTerm) {
            throw violation(node, "has a term at " + entry.index() + " below the one before it");
        }
        long key = entry.index() << TERM_BITS | entry.term();
        int slot = find(key);
        if (keys[slot] == 0) {
            keys[slot] = key;
            entries[slot] = entry;
            previousTerms[slot] = previousTerm;
            count++;
            if (2 * count > keys.length) {
                grow();
            }
            return;
        }
        if (previousTerms[slot] != previousTerm) {
            throw violation(
                    node,
                    "has "
                            + entry.index()
                            + " of term "
                            + entry.term()
                            + " behind term "
                            + previousTerm
                            + ", not "
                            + previousTerms[slot]);
        }
        if (entries[slot] != entry && !entries[slot].payload().equals(entry.payload())) {
            throw violation(node, "has another entry " + entry.index() + " of that term");
        }
    }

    private int find(long key) {
        int mask = keys.length - 1;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        Entry[] oldEntries = entries;
        long[] oldTerms = previousTerms;
        keys = new long[2 * oldKeys.length];
        entries = new Entry[keys.length];
        previousTerms = new long[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = find(oldKeys[i]);
                keys[slot] = oldKeys[i];
                entries[slot] = oldEntries[i];
                previousTerms[slot] = oldTerms[i];
            }
        }
    }
}

package io.neurocache.predict.next;

import io.neurocache.slab.Check;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keys known at present, and what is known of each.
 *
 * <p>The vocabulary is open and its memory fixed: a key goes into one of the {@value #WAYS} slots
 * of its set, and takes the place of the least popular one there. Others remember keys as
 * <em>references</em>: slot and generation. A slot's generation changes with its key, so a
 * reference to a key that has gone is recognised and never taken for its successor (but after
 * exactly 4,095 changes).
 *
 * <p>Two keys with the same 64-bit hash are one key here. Confined to one thread.
 */
final class Keys {
    /** A reference to nothing. */
    static final int NONE = 0;

    private static final int WAYS = 8;
    private static final int SLOT_BITS = 20;
    private static final int GENERATIONS = 1 << 12;

    /** Each request counts for this much more than the one before it: popularity fades. */
    private static final float FADING = 1.0002f;

    private static final float RESCALE_AT = 1e20f;

    /** A slot's words: its key's hash; popularity and last request; directory, generation, kind. */
    private static final int WORDS = 3;

    private static final int HASH = 0;
    private static final int REQUESTS = 1;
    private static final int TRAITS = 2;
    private static final int KIND_BITS = 8;

    private final int capacity;
    private final long seed;
    private final long[] slots;
    private final @Nullable String[] names;

    private float weight = 1;
    private float totalWeight = 1;
    private int requests;

    /**
     * @param capacity the most keys at a time, a power of two from 8 to 1,048,576
     * @param seed makes it hard to aim at one set
     */
    Keys(int capacity, long seed) {
        Check.argument(Integer.bitCount(capacity) == 1, "key slots not a power of two", capacity);
        Check.argument(capacity >= WAYS, "fewer key slots than a set has", capacity);
        Check.argument(capacity <= 1 << SLOT_BITS, "too many key slots", capacity);
        this.capacity = capacity;
        this.seed = seed;
        this.slots = new long[capacity * WORDS];
        this.names = new String[capacity];
    }

    int capacity() {
        return capacity;
    }

    /** The hash under which the key is known; never 0. */
    long hashOf(String key) {
        long hash = Hash.of(key, key.length(), seed);
        return hash == 0 ? 1 : hash;
    }

    /** The key's slot, given to it now if it has none. Allocates nothing for a known key. */
    int admit(String key, Kind kind) {
        long hash = hashOf(key);
        int first = (int) (hash & capacity / WAYS - 1) * WAYS;
        // Among equals, such as keys that were offered and never asked for, chance decides.
        int victim = first + (int) (hash >>> 61);
        for (int slot = first; slot < first + WAYS; slot++) {
            if (hash(slot) == hash) {
                return slot;
            }
            if (hash(victim) != 0 && (hash(slot) == 0 || weightOf(slot) < weightOf(victim))) {
                victim = slot;
            }
        }
        replace(victim, key, hash, kind);
        return victim;
    }

    private void replace(int slot, String key, long hash, Kind kind) {
        totalWeight -= weightOf(slot);
        slots[slot * WORDS + HASH] = hash;
        setRequests(slot, 0, requests - Integer.MAX_VALUE);
        // Generation 0 is left out, so that no reference is NONE.
        int generation = generation(slot) % (GENERATIONS - 1) + 1;
        slots[slot * WORDS + TRAITS] =
                ((long) directoryOf(key) << 32) | (generation << KIND_BITS) | kind.number;
        names[slot] = key;
    }

    private int directoryOf(String key) {
        int query = key.indexOf('?');
        int slash = key.lastIndexOf('/', query < 0 ? key.length() : query);
        return (int) Hash.of(key, slash + 1, seed);
    }

    /** Says what the key in this slot names; a link to it may have guessed wrong. */
    void setKind(int slot, Kind kind) {
        long others = slots[slot * WORDS + TRAITS] & -(1L << KIND_BITS);
        slots[slot * WORDS + TRAITS] = others | kind.number;
    }

    /** Counts a request for the key in this slot. */
    void count(int slot) {
        requests++;
        weight *= FADING;
        setRequests(slot, weightOf(slot) + weight, requests);
        totalWeight += weight;
        if (weight > RESCALE_AT) {
            rescale();
        }
    }

    private void rescale() {
        totalWeight = 1;
        for (int slot = 0; slot < capacity; slot++) {
            float rescaled = weightOf(slot) / weight;
            setRequests(slot, rescaled, (int) slots[slot * WORDS + REQUESTS]);
            totalWeight += rescaled;
        }
        weight = 1;
    }

    private float weightOf(int slot) {
        return Float.intBitsToFloat((int) (slots[slot * WORDS + REQUESTS] >>> 32));
    }

    private void setRequests(int slot, float newWeight, int lastRequest) {
        slots[slot * WORDS + REQUESTS] =
                ((long) Float.floatToRawIntBits(newWeight) << 32) | (lastRequest & 0xFFFFFFFFL);
    }

    private int generation(int slot) {
        return (int) slots[slot * WORDS + TRAITS] >>> KIND_BITS;
    }

    /** What to remember the key in this slot by. */
    int reference(int slot) {
        return (generation(slot) << SLOT_BITS) | slot;
    }

    /** The slot that is referred to, whether the key is still in it or not. */
    static int slotOf(int reference) {
        return reference & (1 << SLOT_BITS) - 1;
    }

    /** The slot of the key that was referred to, or -1 when it has gone. */
    int slot(int reference) {
        int slot = slotOf(reference);
        return reference >>> SLOT_BITS == generation(slot) && reference != NONE ? slot : -1;
    }

    long hash(int slot) {
        return slots[slot * WORDS + HASH];
    }

    String name(int slot) {
        return Objects.requireNonNull(names[slot], "a slot without a key");
    }

    /** The number of the key's {@link Kind}. */
    int kind(int slot) {
        return (int) slots[slot * WORDS + TRAITS] & (1 << KIND_BITS) - 1;
    }

    /** A hash of the path up to its last slash. */
    int directory(int slot) {
        return (int) (slots[slot * WORDS + TRAITS] >>> 32);
    }

    /** The share of the key in recent requests, 0 to 1. */
    float popularity(int slot) {
        return weightOf(slot) / totalWeight;
    }

    /** How many requests for other keys there have been since; high for one never asked for. */
    int age(int slot) {
        int age = requests - (int) slots[slot * WORDS + REQUESTS];
        return age < 0 ? Integer.MAX_VALUE : age;
    }
}

package io.neurocache.predict.next;

/** 64-bit hashes of keys and of what is put together from them. Safe from any thread. */
final class Hash {
    private static final long ODD = 0x9E3779B97F4A7C15L;

    private Hash() {}

    /** The hash of a string, or of its first {@code length} chars. */
    static long of(CharSequence text, int length, long seed) {
        long hash = seed ^ length;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
            hash ^= hash >>> 29;
        }
        return mix(hash);
    }

    /** The hash of an ordered pair. */
    static long of(long first, long second) {
        return mix(first * ODD + second);
    }

    /** Spreads every bit over all others (variant 13 of Stafford's mixers for SplitMix64). */
    static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}

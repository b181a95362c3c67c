package io.neurocache.predict.eviction;

import java.util.Arrays;

/** How arrays that are indexed by object become longer. */
final class Growth {
    private static final int SMALLEST = 64;

    private Growth() {}

    /** A length of at least what is needed, half as long again as before at the least. */
    static int beyond(int length, int needed) {
        long longer = Math.max(length + (length >> 1), Math.max(SMALLEST, (long) needed));
        return (int) Math.min(longer, Integer.MAX_VALUE - 8);
    }

    /** The array itself, or a longer copy that has the index. */
    static long[] with(long[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, beyond(array.length, index + 1));
    }

    /** The array itself, or a longer copy that has the index. */
    static int[] with(int[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, beyond(array.length, index + 1));
    }

    /** The array itself, or a longer copy that has the index. */
    static byte[] with(byte[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, beyond(array.length, index + 1));
    }

    /** The array itself, or a longer copy that has the index. */
    static double[] with(double[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, beyond(array.length, index + 1));
    }
}

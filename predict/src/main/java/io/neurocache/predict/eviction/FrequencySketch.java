package io.neurocache.predict.eviction;

/**
 * Estimates how often a key was asked for of late: a count-min sketch of four rows with counters of
 * four bits, all four of a key in one line of memory, halved after a sample of ten times the
 * objects (Einziger, Friedman, Manes, "TinyLFU: a highly efficient cache admission policy", ACM
 * Transactions on Storage 2017, section 3).
 *
 * <p>8 to 16 bytes an object.
 */
final class FrequencySketch {
    private static final int ROWS = 4;
    private static final int MIN_OBJECTS = 256;
    private static final int LINE_WORDS = 8;
    private static final long ONE_OF_EACH = 0x1111_1111_1111_1111L;
    private static final long HALVES = 0x7777_7777_7777_7777L;
    private static final int MAX_COUNT = 15;

    private long[] words = new long[0];
    private long sampleSize;
    private long additions;

    /** Whether {@link #ensureCapacity} has been called; before, nothing is counted. */
    boolean isReady() {
        return words.length > 0;
    }

    /** How many requests make a sample. */
    long sampleSize() {
        return sampleSize;
    }

    /** Makes room for so many objects; when that is more than before, counting starts anew. */
    void ensureCapacity(long objects) {
        long bounded = Math.max(MIN_OBJECTS, Math.min(objects, 1 << 28));
        sampleSize = 10 * bounded;
        if (words.length >= bounded) {
            additions = Math.min(additions, sampleSize - 1);
            return;
        }
        int length = Integer.highestOneBit((int) bounded);
        length = length < bounded ? length * 2 : length;
        words = new long[length];
        additions = 0;
    }

    /** Counts a request. */
    void increment(long hash) {
        if (!isReady()) {
            return;
        }
        int line = line(hash);
        boolean added = false;
        for (int row = 0; row < ROWS; row++) {
            int word = word(line, hash, row);
            int shift = shift(hash, row);
            if (((words[word] >>> shift) & MAX_COUNT) < MAX_COUNT) {
                words[word] += 1L << shift;
                added = true;
            }
        }
        if (added && ++additions >= sampleSize) {
            halve();
        }
    }

    /** How often it was asked for: 0 to 15, hardly ever too few. */
    int frequency(long hash) {
        if (!isReady()) {
            return 0;
        }
        int line = line(hash);
        int least = MAX_COUNT;
        for (int row = 0; row < ROWS; row++) {
            long count = (words[word(line, hash, row)] >>> shift(hash, row)) & MAX_COUNT;
            least = Math.min(least, (int) count);
        }
        return least;
    }

    private void halve() {
        long odd = 0;
        for (int i = 0; i < words.length; i++) {
            odd += Long.bitCount(words[i] & ONE_OF_EACH);
            words[i] = (words[i] >>> 1) & HALVES;
        }
        // An addition raises up to four counters.
        additions = (additions - odd / ROWS) / 2;
    }

    /** The upper half picks the line, eight bits of the lower half the place in each row. */
    private int line(long hash) {
        return ((int) (hash >>> 32) & (words.length / LINE_WORDS - 1)) * LINE_WORDS;
    }

    private static int word(int line, long hash, int row) {
        return line + row * 2 + ((int) (hash >>> (row * 8)) & 1);
    }

    private static int shift(long hash, int row) {
        return ((int) (hash >>> (row * 8 + 1)) & 15) * 4;
    }
}

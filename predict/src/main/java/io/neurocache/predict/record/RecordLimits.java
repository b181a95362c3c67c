package io.neurocache.predict.record;

import io.neurocache.slab.Check;

/**
 * How much of the past is kept.
 *
 * @param files how many files there are at most, 2 or more; the oldest makes room for the newest
 * @param fileBytes how large one becomes at most, 4 KiB to 64 MiB
 */
public record RecordLimits(int files, int fileBytes) {
    static final int MAX_FILE_BYTES = 64 << 20;

    /** 32 MiB: some 900,000 answers. */
    public static final RecordLimits DEFAULT = new RecordLimits(16, 2 << 20);

    /** Checks the ranges. */
    public RecordLimits {
        Check.argument(files >= 2, "fewer than two files", files);
        Check.argument(fileBytes >= 4 << 10, "a file too small", fileBytes);
        Check.argument(fileBytes <= MAX_FILE_BYTES, "a file too large", fileBytes);
    }
}

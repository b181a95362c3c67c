package io.neurocache.edge.wire;

import io.neurocache.slab.Check;

/**
 * How much a journal keeps.
 *
 * @param fileBytes a file is ended with the event that makes it so large, 4 KiB to 64 MiB
 * @param files the most files, 2 to 4096: the oldest goes when there would be one more
 */
public record JournalLimits(int fileBytes, int files) {
    /** 64 MiB: hours of a busy cluster, days of an idle one. */
    public static final JournalLimits DEFAULT = new JournalLimits(1 << 20, 64);

    /** Checks the ranges. */
    public JournalLimits {
        Check.argument(fileBytes >= 4 << 10 && fileBytes <= 64 << 20, "fileBytes", fileBytes);
        Check.argument(files >= 2 && files <= 4096, "files", files);
    }
}

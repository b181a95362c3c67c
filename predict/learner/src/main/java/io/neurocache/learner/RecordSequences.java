package io.neurocache.learner;

import io.neurocache.predict.record.AccessRecord;
import io.neurocache.predict.record.AccessRecords;
import io.neurocache.slab.Check;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a daemon recorded of its clients' requests, also while it goes on recording.
 *
 * <p>Confined to one thread.
 */
public final class RecordSequences implements Sequences {
    private final Path directory;
    private final double until;

    /**
     * Reads the files of this directory when its turn comes.
     *
     * @param until the share of the accesses that is read, the oldest first, above 0 and at most 1
     */
    public RecordSequences(Path directory, double until) {
        Check.argument(until > 0 && until <= 1, "a share above 0 and at most 1");
        this.directory = directory;
        this.until = until;
    }

    @Override
    public void read(Reader reader) throws IOException {
        // The first pass only counts; what is recorded meanwhile is not read.
        long left = (long) (AccessRecords.read(directory, _ -> {}) * until);
        Limited limited = new Limited(reader, left);
        AccessRecords.read(directory, limited::take);
    }

    /** Hands on the first ones. */
    private static final class Limited {
        private final Reader reader;
        private long left;

        Limited(Reader reader, long left) {
            this.reader = reader;
            this.left = left;
        }

        void take(AccessRecord access) {
            if (left > 0) {
                left--;
                reader.request(access.client(), access.millis() / 1_000, access.key());
            }
        }
    }
}

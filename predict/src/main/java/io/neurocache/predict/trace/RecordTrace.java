package io.neurocache.predict.trace;

import io.neurocache.predict.record.AccessRecord;
import io.neurocache.predict.record.AccessRecords;
import java.io.IOException;
import java.nio.file.Path;

/** What a daemon has recorded, as a trace. Stateless; safe from any thread. */
final class RecordTrace {
    private RecordTrace() {}

    /**
     * Reads a daemon's record, also while it goes on recording.
     *
     * @throws TraceException when there is no access in it
     */
    static Trace read(String name, Path directory) throws IOException {
        TraceBuilder trace = new TraceBuilder(name);
        long accesses =
                AccessRecords.read(
                        directory,
                        access ->
                                trace.add(
                                        access.millis() / 1_000,
                                        Integer.toHexString(access.client()),
                                        access.key(),
                                        size(access)));
        if (accesses == 0) {
            throw new TraceException(name, 1, "no access has been recorded in " + directory);
        }
        return trace.build();
    }

    private static long size(AccessRecord access) {
        return access.bytes() == AccessRecord.UNKNOWN_BYTES ? TraceBuilder.NO_SIZE : access.bytes();
    }
}

package io.neurocache.learner;

import io.neurocache.predict.trace.Trace;
import io.neurocache.predict.trace.TraceReader;
import io.neurocache.slab.Check;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Requests of traces and access logs, one file after the other; clients of different files are
 * different ones. Requests without a client or a time are those of one, at 0.
 *
 * <p>Confined to one thread.
 */
public final class TraceSequences implements Sequences {
    private final List<Path> files;
    private final double until;

    /**
     * Reads these, each when its turn comes.
     *
     * @param until the share of each file's requests that is handed over, above 0 to 1
     */
    public TraceSequences(List<Path> files, double until) {
        Check.argument(until > 0 && until <= 1, "share of a trace out of range");
        this.files = List.copyOf(files);
        this.until = until;
    }

    @Override
    public void read(Reader reader) throws IOException {
        for (int file = 0; file < files.size(); file++) {
            Trace trace = TraceReader.read(files.get(file));
            hand(trace, file, (int) (trace.requests() * until), reader);
        }
    }

    private static void hand(Trace trace, int file, int requests, Reader reader) {
        for (int i = 0; i < requests; i++) {
            long seconds = trace.time(i) == Trace.NO_TIME ? 0 : trace.time(i);
            long client = ((long) file << Integer.SIZE) + trace.client(i);
            reader.request(client, seconds, trace.keyName(trace.key(i)));
        }
    }
}

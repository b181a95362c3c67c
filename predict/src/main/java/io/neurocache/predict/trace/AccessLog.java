package io.neurocache.predict.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the access log of a web server or cache.
 *
 * <p>GETs that were answered with 200, 206 or 304 are requests; other lines are counted and
 * skipped. An object's size is the largest body it was answered with.
 *
 * <p>Logs of busy servers hold a torn line now and then, so a line of another form is counted and
 * passed over, up to {@link #MAX_BAD_LINES}; one more is an error that names it.
 */
final class AccessLog {
    static final int MAX_BAD_LINES = 1_000;

    private final String name;
    private final BufferedReader in;
    private final TraceBuilder trace;
    private long line;

    AccessLog(String name, InputStream in, TraceBuilder trace) {
        this.name = name;
        // ISO 8859-1 keeps every byte as it is, whatever the encoding was.
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
        this.trace = trace;
    }

    /** Whether a first line is that of an access log. */
    static boolean recognises(String line) {
        return AccessLogLine.parse(line) != null;
    }

    void read() throws IOException {
        for (String text = in.readLine(); text != null; text = in.readLine()) {
            line++;
            if (!text.isBlank()) {
                take(AccessLogLine.parse(text));
            }
        }
    }

    private void take(@Nullable AccessLogLine entry) throws TraceException {
        if (entry == null) {
            trace.badLines++;
            if (trace.badLines > MAX_BAD_LINES) {
                throw new TraceException(
                        name, line, "not an access log's line, as were 1000 before it");
            }
        } else if (entry.isCacheable()) {
            byte[] client = entry.client().getBytes(StandardCharsets.ISO_8859_1);
            byte[] key = entry.key().getBytes(StandardCharsets.ISO_8859_1);
            trace.add(
                    entry.time(),
                    trace.clients.number(client, 0, client.length),
                    trace.keys.number(key, 0, key.length),
                    entry.bytes());
        } else {
            trace.skippedLines++;
        }
    }
}

package io.neurocache.neurod.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Many connections that are kept open and do nothing after a first request. One thread. */
final class IdleConnections {
    /** What a connection may cost; a multiple of what it does cost. */
    private static final long MAX_BYTES_EACH = 24 << 10;

    private IdleConnections() {}

    /** Opens so many, looks at the node's memory, and closes them. */
    static void run(Path folder, int count) throws Exception {
        try (NeurodProcess node =
                NeurodProcess.start(folder, "--slab-size", "16m", "--limit", "idle-timeout=10m")) {
            node.get("/health");
            long before = node.metric("rss_anon_bytes");
            List<RawConnection> open = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    RawConnection one = new RawConnection(node.address(), 4 << 10);
                    open.add(one);
                    one.send("HEAD /health HTTP/1.1", "Host: localhost", "");
                    assertTrue(one.readHead().startsWith("HTTP/1.1 200"));
                }
                assertTrue(node.metric("connections") >= count);
                assertEquals(201, node.put("/cache/k", new byte[100_000]).statusCode());
                assertEquals(100_000, node.get("/cache/k").body().length);
                long during = node.metric("rss_anon_bytes");
                close(open);
                node.await(() -> connections(node) < 10, "the connections are gone");
                System.out.printf(
                        "%d idle connections: RssAnon before %.1f, with them %.1f, after them %.1f"
                                + " MB; %d bytes each%n",
                        count,
                        before / 1e6,
                        during / 1e6,
                        node.metric("rss_anon_bytes") / 1e6,
                        (during - before) / count);
                assertTrue(during - before < MAX_BYTES_EACH * count, "they cost too much");
            } finally {
                close(open);
            }
            assertEquals(0, node.stop());
            assertEquals(List.of(), node.complaints());
        }
    }

    private static long connections(NeurodProcess node) {
        try {
            return node.metric("connections");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static void close(List<RawConnection> open) throws IOException {
        for (RawConnection one : open) {
            one.close();
        }
    }
}

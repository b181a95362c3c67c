package io.neurocache.neurod.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.testing.Conversation;
import io.neurocache.edge.testing.FakeOrigin;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many times a slab's size of distinct objects, each asked for once, and what that did to the node.
 * The objects, 1 KB to 1 MB, follow from their numbers. One for each run; safe from any thread.
 */
final class Churn {
    private static final int CLIENTS = 4;
    private static final int LARGEST = 1 << 20;
    private static final byte[] BLOCK = Bytes.of(11, 2 * LARGEST);

    /** More than this between the middle and the end is a leak. */
    private static final long MAX_GROWTH_BYTES = 48L << 20;

    private final NeurodProcess node;
    private final long totalBytes;
    private final AtomicLong objects = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong anonymousAtHalf = new AtomicLong();

    private Churn(NeurodProcess node, long totalBytes) {
        this.node = node;
        this.totalBytes = totalBytes;
    }

    /** Starts a node with a slab of this size, and sends so many bytes through it. */
    static void run(Path folder, String slabSize, long totalBytes) throws Exception {
        try (FakeOrigin origin = FakeOrigin.start(Churn::serve)) {
            String origins = NeurodProcess.origins(folder, origin.address()).toString();
            Path data = folder.resolve("data");
            try (NeurodProcess node =
                    NeurodProcess.start(data, "--slab-size", slabSize, "--origins", origins)) {
                new Churn(node, totalBytes).run();
                assertEquals(0, node.stop());
                assertEquals(List.of(), node.complaints());
            }
        }
    }

    /** Answers by the number in the path; keeps no journal of what may be many requests. */
    private static void serve(Conversation with) throws IOException {
        for (var request = with.nextHead(); request != null; request = with.nextHead()) {
            byte[] body = body(Long.parseLong(request.target().substring("/object-".length())));
            with.send(
                    "HTTP/1.1 200 OK\r\nCache-Control: max-age=86400\r\nContent-Length: "
                            + body.length
                            + "\r\n\r\n");
            with.send(body);
        }
    }

    private static byte[] body(long number) {
        SplittableRandom random = new SplittableRandom(number);
        int length = 1000 + Bytes.length(random, LARGEST - 1000);
        int from = random.nextInt(LARGEST);
        return Arrays.copyOfRange(BLOCK, from, from + length);
    }

    private void run() throws Exception {
        long start = System.nanoTime();
        long anonymousAtStart = node.metric("rss_anon_bytes");
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(this::ask));
            }
            for (Future<Boolean> one : running) {
                assertTrue(one.get());
            }
        }
        long anonymousAtEnd = node.metric("rss_anon_bytes");
        System.out.printf(
                "churn: %d objects, %d MB in %.1f s; %d evictions, %d not stored; RssAnon at the"
                        + " start %.1f, in the middle %.1f, at the end %.1f MB; RSS %.1f MB%n",
                objects.get(),
                bytes.get() >> 20,
                (System.nanoTime() - start) / 1e9,
                node.metric("evictions"),
                node.metric("not_stored"),
                megabytes(anonymousAtStart),
                megabytes(anonymousAtHalf.get()),
                megabytes(anonymousAtEnd),
                megabytes(node.metric("rss_bytes")));
        assertTrue(node.metric("evictions") > 0);
        assertEquals(0, node.metric("corrupted"));
        assertTrue(anonymousAtEnd - anonymousAtHalf.get() < MAX_GROWTH_BYTES, "memory grows");
    }

    private static double megabytes(long bytes) {
        return bytes / (double) (1 << 20);
    }

    /** Asks for one object after the other until together all bytes have come. */
    private boolean ask() throws IOException, InterruptedException {
        while (bytes.get() < totalBytes) {
            long number = objects.incrementAndGet();
            HttpResponse<byte[]> answer = node.get("/object-" + number);
            assertEquals(200, answer.statusCode());
            assertTrue(Arrays.equals(body(number), answer.body()), () -> "object " + number);
            long after = bytes.addAndGet(answer.body().length);
            boolean crossedHalf =
                    after >= totalBytes / 2 && after - answer.body().length < totalBytes / 2;
            if (crossedHalf) {
                anonymousAtHalf.set(node.metric("rss_anon_bytes"));
            }
        }
        return true;
    }
}

package io.neurocache.neurod.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Writers that put the next version of their one object again and again, until their node is
 * killed: then it has the last version that was acknowledged, or the one that was on its way. For
 * one thread.
 */
final class Overwrites {
    private static final int WRITERS = 24;
    private static final int WRITES_A_ROUND = 600;

    /** From one slot up to several extents. */
    private static final int[] LENGTHS = {10, 2_000, 40_000, 300_000};

    private final int[] acknowledged = new int[WRITERS];
    private final int[] sent = new int[WRITERS];
    private final AtomicInteger taken = new AtomicInteger();
    private int unanswered;

    /** Every object is there, in one of the versions that it may have. */
    void verify(NeurodProcess node) throws IOException, InterruptedException {
        for (int writer = 0; writer < WRITERS; writer++) {
            if (acknowledged[writer] == 0) {
                continue;
            }
            HttpResponse<byte[]> answer = node.get(path(writer));
            int key = writer;
            assertEquals(
                    200,
                    answer.statusCode(),
                    () ->
                            path(key)
                                    + (" after " + acknowledged[key] + " of " + sent[key])
                                    + ("; the log:\n" + node.log()));
            String found = Bytes.hash(answer.body());
            boolean isNew = found.equals(Bytes.hash(body(writer, sent[writer])));
            boolean isOld = found.equals(Bytes.hash(body(writer, acknowledged[writer])));
            assertTrue(isNew || isOld, () -> path(key) + " has another body");
            unanswered += sent[writer] > acknowledged[writer] ? 1 : 0;
            taken.addAndGet(isNew && sent[writer] > acknowledged[writer] ? 1 : 0);
            acknowledged[writer] = isNew ? sent[writer] : acknowledged[writer];
        }
    }

    void killUnderLoad(NeurodProcess node) throws Exception {
        CountDownLatch stored = new CountDownLatch(WRITES_A_ROUND);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                running.add(threads.submit(() -> write(node, writer, stored)));
            }
            boolean enough = stored.await(60, TimeUnit.SECONDS);
            node.kill();
            for (Future<?> one : running) {
                one.get();
            }
            assertTrue(enough, () -> "too slow: " + stored.getCount() + " writes are missing");
        }
    }

    private @Nullable Void write(NeurodProcess node, int writer, CountDownLatch stored)
            throws InterruptedException {
        try {
            while (true) {
                int version = sent[writer] + 1;
                sent[writer] = version;
                int status = node.put(path(writer), body(writer, version)).statusCode();
                assertEquals(2, status / 100);
                acknowledged[writer] = version;
                stored.countDown();
            }
        } catch (IOException killed) {
            return null;
        }
    }

    private static String path(int writer) {
        return "/cache/overwritten/" + writer;
    }

    private static byte[] body(int writer, int version) {
        SplittableRandom random = new SplittableRandom(1_000_003L * writer + version);
        return Bytes.of(random.nextLong(), LENGTHS[random.nextInt(LENGTHS.length)]);
    }

    /** What happened, in words. */
    String report() {
        return unanswered + " puts without an answer, of which " + taken + " took place";
    }
}

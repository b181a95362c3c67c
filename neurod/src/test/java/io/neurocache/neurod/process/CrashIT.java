package io.neurocache.neurod.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.testing.FakeOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of a load, again and again on one data directory. */
class CrashIT {
    private static final String FROM_ORIGIN = "from the origin";
    private static final int ROUNDS = 3;
    private static final int OVERWRITE_ROUNDS = 6;
    private static final int CLIENTS = 4;
    private static final int KEYS_A_CLIENT = 60;
    private static final int LARGEST_BODY = 300_000;
    private static final int MAX_OPERATIONS = 100_000;

    @TempDir Path folder;

    /** What clients know: for each key all bodies ever sent, and the last acknowledged. */
    private final Map<String, Set<String>> sent = new ConcurrentHashMap<>();

    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    /** The one body of a key that was sent and of which no answer was seen. */
    private final Map<String, String> unanswered = new ConcurrentHashMap<>();

    @Test
    void whatWasAcknowledgedSurvivesEveryKill() throws Exception {
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok(FROM_ORIGIN))) {
            for (int round = 0; round < ROUNDS; round++) {
                try (NeurodProcess node = start(origin)) {
                    verify(node, origin);
                    killUnderLoad(node, round);
                }
            }
            try (NeurodProcess node = start(origin)) {
                verify(node, origin);
                assertEquals(0, node.metric("evictions"));
                assertEquals(0, node.metric("corrupted"));
                assertEquals(0, node.stop());
                assertEquals(List.of(), node.complaints());
            }
        }
    }

    /**
     * Overwrites alone, many at once: some are between their order and their place at each kill.
     */
    @Test
    void anOverwriteThatIsKilledLeavesTheOldOrTheNewObject() throws Exception {
        Path data = folder.resolve("overwrites");
        Overwrites overwrites = new Overwrites();
        for (int round = 0; round < OVERWRITE_ROUNDS; round++) {
            try (NeurodProcess node = start(data)) {
                overwrites.verify(node);
                overwrites.killUnderLoad(node);
            }
        }
        try (NeurodProcess node = start(data)) {
            overwrites.verify(node);
            System.out.println("overwrites: " + overwrites.report());
            assertEquals(0, node.metric("evictions"));
            assertEquals(0, node.stop());
        }
    }

    private NeurodProcess start(FakeOrigin origin) throws IOException {
        String origins = NeurodProcess.origins(folder, origin.address()).toString();
        return start(folder.resolve("data"), "--origins", origins);
    }

    private static NeurodProcess start(Path data, String... more) throws IOException {
        List<String> options =
                new ArrayList<>(List.of(NeurodProcess.ALL_COMPILERS, "--slab-size", "64m"));
        options.addAll(List.of(more));
        return NeurodProcess.start(data, options.toArray(String[]::new));
    }

    private void killUnderLoad(NeurodProcess node, int round) throws Exception {
        CountDownLatch stored = new CountDownLatch(300 + 150 * round);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> running = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                Client load = new Client(node, client, 1000L * round + client, stored);
                running.add(clients.submit(load::run));
            }
            boolean enough = stored.await(30, TimeUnit.SECONDS);
            node.kill();
            int operations = 0;
            for (Future<Integer> one : running) {
                operations += one.get();
            }
            assertTrue(enough, () -> "too slow: " + stored.getCount() + " writes are missing");
            System.out.printf(
                    "kill %d after %d operations: %d objects, %d unanswered, slab found: %s%n",
                    round + 1,
                    operations,
                    acknowledged.size(),
                    unanswered.size(),
                    node.log().lines().filter(l -> l.contains(" NodeService ")).toList());
        }
    }

    /** Every acknowledged object is there, whole, and from the cache. */
    private void verify(NeurodProcess node, FakeOrigin origin) throws Exception {
        // Without its lease an edge validates first: the put and the hit say that it has one.
        assertEquals(2, node.put("/cache/probe", Bytes.of(1, 9)).statusCode() / 100);
        node.await(() -> isHit(node, "/cache/probe"), "it serves unasked");
        int before = origin.requests().size();
        verify(node);
        assertEquals(before, origin.requests().size(), "the origin was asked");
    }

    private static boolean isHit(NeurodProcess node, String key) {
        try {
            return node.get(key).headers().firstValue("Cache-Status").orElse("").contains("hit");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void verify(NeurodProcess node) throws Exception {
        for (Map.Entry<String, String> entry : Map.copyOf(acknowledged).entrySet()) {
            String key = entry.getKey();
            HttpResponse<byte[]> answer = node.get(key);
            assertEquals(200, answer.statusCode(), key);
            String status = answer.headers().firstValue("Cache-Status").orElse("");
            assertTrue(status.contains("hit"), () -> key + ": " + status);
            String found = Bytes.hash(answer.body());
            boolean isNew = found.equals(unanswered.get(key));
            assertTrue(isNew || found.equals(entry.getValue()), () -> key + " has another body");
            acknowledged.put(key, found);
        }
        for (Map.Entry<String, String> entry : unanswered.entrySet()) {
            String key = entry.getKey();
            if (!acknowledged.containsKey(key)) {
                assertTrue(isWholeOrAbsent(node, key, entry.getValue()), key);
                node.send("DELETE", key, new byte[0]);
            }
        }
        unanswered.clear();
    }

    /** A first write without an answer is there whole or not at all; the origin is not asked. */
    private static boolean isWholeOrAbsent(NeurodProcess node, String key, String hash)
            throws Exception {
        HttpResponse<byte[]> answer =
                node.send("GET", key, new byte[0], "Cache-Control", "only-if-cached");
        return answer.statusCode() == 504 || Bytes.hash(answer.body()).equals(hash);
    }

    /** One client: it alone writes its keys and reads everybody's, until the node is gone. */
    private final class Client {
        private final NeurodProcess node;
        private final int number;
        private final SplittableRandom random;
        private final CountDownLatch stored;

        Client(NeurodProcess node, int number, long seed, CountDownLatch stored) {
            this.node = node;
            this.number = number;
            this.random = new SplittableRandom(seed);
            this.stored = stored;
        }

        int run() throws InterruptedException {
            for (int operations = 0; operations < MAX_OPERATIONS; operations++) {
                try {
                    operate();
                } catch (IOException gone) {
                    // What this test is about: the node was killed.
                    return operations;
                }
            }
            return MAX_OPERATIONS;
        }

        private void operate() throws IOException, InterruptedException {
            if (random.nextInt(10) < 6) {
                write(key(number));
            } else {
                read(key(random.nextInt(CLIENTS)));
            }
        }

        private String key(int owner) {
            return "/cache/crash/" + owner + "/" + random.nextInt(KEYS_A_CLIENT);
        }

        private void write(String key) throws IOException, InterruptedException {
            byte[] body = Bytes.of(random.nextLong(), Bytes.length(random, LARGEST_BODY));
            String hash = Bytes.hash(body);
            sent.computeIfAbsent(key, _ -> ConcurrentHashMap.newKeySet()).add(hash);
            unanswered.put(key, hash);
            int wanted = acknowledged.containsKey(key) ? 204 : 201;
            assertEquals(wanted, node.put(key, body).statusCode(), key);
            acknowledged.put(key, hash);
            unanswered.remove(key);
            stored.countDown();
        }

        private void read(String key) throws IOException, InterruptedException {
            if (!acknowledged.containsKey(key)) {
                return;
            }
            HttpResponse<byte[]> answer = node.get(key);
            assertEquals(200, answer.statusCode(), key);
            Set<String> possible = sent.getOrDefault(key, Set.of());
            // While an object is put again its key is not cached, and the origin answers for it.
            boolean isWhole =
                    possible.contains(Bytes.hash(answer.body()))
                            || Arrays.equals(FROM_ORIGIN.getBytes(UTF_8), answer.body());
            assertTrue(isWhole, () -> key + " is torn");
        }
    }
}

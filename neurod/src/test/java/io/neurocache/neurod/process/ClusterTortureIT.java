package io.neurocache.neurod.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.client.RaftClient;
import io.neurocache.raft.client.RaftClientException;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three daemons under load while they are killed, paused and restarted: whatever clients saw can be
 * explained by one order of all operations, and what was acknowledged is on all three in the end.
 *
 * <p>The seed decides which faults happen when and what clients ask; how the processes and threads
 * interleave is their own matter, so a seed makes a failure likely to come again, not certain.
 * {@code -Dtorture.seconds=600} runs it for longer, {@code -Dtorture.seed=N} again.
 */
class ClusterTortureIT {
    private static final int NODES = 3;
    private static final int CLIENTS = 20;

    /** Of clients in turn: who waits long hears more, who gives up early leaves more open. */
    private static final List<Duration> TIMEOUTS =
            List.of(
                    Duration.ofMillis(400),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(10));

    private static final Duration TIMEOUT_AT_THE_END = Duration.ofSeconds(20);
    private static final int PAGE = 1_000;

    private final long seconds = Long.getLong("torture.seconds", 30);
    private final long seed = Long.getLong("torture.seed", System.nanoTime() & 0xFFFFFF);
    private final TortureHistories histories = new TortureHistories();
    private final Recovery recovery = new Recovery();
    private final AtomicBoolean isOver = new AtomicBoolean();

    @TempDir Path folder;

    @Test
    void noFaultBreaksAHistoryOrLosesAnAcknowledgedWrite() throws Exception {
        System.out.println("torture: " + replay());
        try (NeurodCluster cluster =
                NeurodCluster.start(folder, NODES, NeurodProcess.ALL_COMPILERS)) {
            try {
                torture(cluster);
                verify(cluster);
                stop(cluster);
            } catch (AssertionError | Exception failed) {
                throw new AssertionError(replay() + "\n" + failed + "\n" + cluster.logs(), failed);
            }
        }
    }

    private String replay() {
        return "./mvnw -pl neurod -am verify -Dit.test=ClusterTortureIT -Dtest=NONE"
                + " -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dfailsafe.failIfNoSpecifiedTests=false"
                + " -Dtorture.seconds="
                + seconds
                + " -Dtorture.seed="
                + seed;
    }

    private void torture(NeurodCluster cluster) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        TortureFaults faults = new TortureFaults(cluster, recovery, random.split(), seconds);
        int failed = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                RaftClient client = cluster.client(TIMEOUTS.get(i % TIMEOUTS.size()));
                TortureClient one = new TortureClient(client, histories, recovery, random.split());
                running.add(threads.submit(() -> one.run(isOver::get)));
            }
            try {
                faults.run();
            } finally {
                isOver.set(true);
            }
            for (Future<Integer> one : running) {
                failed += one.get(60, TimeUnit.SECONDS);
            }
        }
        System.out.printf(
                "torture: seed %d, %d s, %s%n%s%n%d calls failed%n",
                seed, seconds, faults.report(), histories.counts(), failed);
        assertTrue(histories.acknowledgedCount() > 0);
    }

    /** All nodes come to hold the same, and that is what the acknowledged writes left. */
    private void verify(NeurodCluster cluster) throws IOException {
        Map<String, TortureHistories.Call> reads = histories.callAll();
        Map<String, Integer> all;
        try (RaftClient client = cluster.client(TIMEOUT_AT_THE_END)) {
            all = scan(client, Consistency.LINEARIZABLE);
        }
        histories.readAll(reads, all);
        for (int i = 0; i < NODES; i++) {
            int node = i;
            cluster.await(
                    () -> staleScan(cluster, node).equals(all),
                    () -> "node " + (node + 1) + " holds what the cluster holds");
        }
        TortureHistories.Verdict verdict = histories.check();
        System.out.printf(
                "torture: %d keys, %d of them there in the end and the same on all nodes; %d"
                        + " histories undecided%n",
                verdict.keys(), all.size(), verdict.undecided());
        assertEquals("", verdict.wrong(), "not linearizable");
        assertEquals(0, verdict.undecided(), "undecided histories");
    }

    private static Map<String, Integer> staleScan(NeurodCluster cluster, int node) {
        try (RaftClient client = cluster.clientOf(node, TIMEOUT_AT_THE_END)) {
            return scan(client, Consistency.STALE);
        } catch (RaftClientException e) {
            return Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Integer> scan(RaftClient client, Consistency read)
            throws IOException {
        Map<String, Integer> all = new TreeMap<>();
        Bytes after = Bytes.EMPTY;
        boolean more = true;
        while (more) {
            Reply.Scanned page = client.scan(Bytes.utf8("torture/"), after, PAGE, false, read);
            for (Reply.Item item : page.items()) {
                if (item.value() instanceof Content.Value(Bytes value)) {
                    String key = new String(item.key().array(), StandardCharsets.UTF_8);
                    all.put(key, TortureClient.number(value));
                }
                after = item.key();
            }
            more = page.more();
        }
        return all;
    }

    private static void stop(NeurodCluster cluster) throws Exception {
        for (int i = 0; i < NODES; i++) {
            assertEquals(0, cluster.node(i).stop());
        }
        for (NeurodProcess process : cluster.allEver()) {
            List<String> failures =
                    process.complaints().stream().filter(line -> !line.contains(" WARN ")).toList();
            assertEquals(List.of(), failures);
        }
    }
}

package io.neurocache.neurod.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three daemons while publishers change objects at an origin and purge them, or put them, readers
 * ask every edge, and nodes are killed, paused or cut off from each other: once a purge or a put
 * has been answered, no edge answers with what was there before.
 *
 * <p>{@code -Dpurge.seconds=600} runs it for longer, {@code -Dpurge.seed=N} with the same faults.
 */
class PurgeTortureIT {
    private static final int NODES = 3;

    /** What is fetched ahead must not be older than a purge, either. */
    private static final String PRELOAD = System.getProperty("purge.preload", "normal");

    private static final String SECRET = "the-secret-of-a-cluster-in-a-test";

    private final long seconds = Long.getLong("purge.seconds", 15);
    private final long seed = Long.getLong("purge.seed", System.nanoTime() & 0xFFFFFF);

    @TempDir Path folder = Path.of("");

    @BeforeEach
    void say() {
        System.out.println("purges: seed " + seed + ", " + seconds + " s");
    }

    @Test
    void nothingOlderIsServedWhileNodesAreKilledAndPaused() throws Exception {
        try (VersionedOrigin origin = new VersionedOrigin();
                NeurodCluster cluster =
                        NeurodCluster.start(
                                folder,
                                NODES,
                                NeurodProcess.ALL_COMPILERS,
                                "--origins",
                                routes(origin),
                                "--preload",
                                PRELOAD)) {
            PurgeTraffic traffic = new PurgeTraffic(cluster, origin);
            judge(cluster, traffic, random -> killAndPause(cluster, traffic, random));
        }
    }

    @Test
    void nothingOlderIsServedWhileNodesAreCutOffFromEachOther() throws Exception {
        assumeTrue(NetworkNamespaces.areAllowed(), "cuts need network namespaces: Linux, as root");
        Path secret = Files.writeString(folder.resolve("secret"), SECRET);
        try (NetworkNamespaces network = NetworkNamespaces.make(NODES);
                VersionedOrigin origin = new VersionedOrigin(network.outside());
                NeurodCluster cluster =
                        NeurodCluster.start(
                                folder,
                                network,
                                NODES,
                                NeurodProcess.ALL_COMPILERS,
                                "--origins",
                                routes(origin),
                                "--preload",
                                PRELOAD,
                                "--raft-secret-file",
                                secret.toString())) {
            PurgeTraffic traffic = new PurgeTraffic(cluster, origin);
            judge(cluster, traffic, random -> cutOff(network, traffic, random));
        }
    }

    private String routes(VersionedOrigin origin) throws IOException {
        String route =
                "origins:\n  - { pattern: \"g*/**\", origin: \"" + origin.address() + "\" }\n";
        return Files.writeString(folder.resolve("origins.yaml"), route).toString();
    }

    private void judge(NeurodCluster cluster, PurgeTraffic traffic, PurgeTraffic.Faults faults)
            throws Exception {
        traffic.run(seed, faults);
        traffic.report();
        assertEquals(List.of(), traffic.stale(), cluster::logs);
        traffic.assertHits();
    }

    private void killAndPause(NeurodCluster cluster, PurgeTraffic traffic, SplittableRandom random)
            throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() - end < 0) {
            PurgeTraffic.pass(random.nextInt(1_500, 4_000));
            int victim = random.nextInt(NODES);
            traffic.troubleBegins();
            if (random.nextInt(3) == 0) {
                cluster.node(victim).kill();
                PurgeTraffic.pass(random.nextInt(1_000));
                traffic.replace(victim, cluster.restart(victim));
                cluster.node(victim).awaitReady();
            } else {
                cluster.node(victim).signal("STOP");
                PurgeTraffic.pass(random.nextInt(200, 3_500));
                cluster.node(victim).signal("CONT");
            }
            // Until it has a lease again it is no edge like the others.
            PurgeTraffic.pass(1_000);
            traffic.troubleEnds();
        }
    }

    private void cutOff(NetworkNamespaces network, PurgeTraffic traffic, SplittableRandom random)
            throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() - end < 0) {
            PurgeTraffic.pass(random.nextInt(1_500, 4_000));
            int victim = random.nextInt(NODES);
            // What it sends is lost, what it is sent, or both; sometimes between it and one other.
            int directions = 1 + random.nextInt(3);
            int others = random.nextInt(4) == 0 ? 1 : NODES - 1;
            traffic.troubleBegins();
            for (int i = 1; i <= others; i++) {
                int other = (victim + i) % NODES;
                if ((directions & 1) != 0) {
                    network.cut(victim, other);
                }
                if ((directions & 2) != 0) {
                    network.cut(other, victim);
                }
            }
            PurgeTraffic.pass(random.nextInt(200, 4_000));
            for (int i = 1; i <= others; i++) {
                int other = (victim + i) % NODES;
                if ((directions & 1) != 0) {
                    network.heal(victim, other);
                }
                if ((directions & 2) != 0) {
                    network.heal(other, victim);
                }
            }
            PurgeTraffic.pass(2_000);
            traffic.troubleEnds();
        }
    }
}

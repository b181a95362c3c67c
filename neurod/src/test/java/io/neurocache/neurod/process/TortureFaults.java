package io.neurocache.neurod.process;

import io.neurocache.raft.client.RaftClient;
import io.neurocache.raft.client.RaftClientException;
import io.neurocache.raft.wire.NodeStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills, pauses and restarts nodes, one fault after the other: which one, when, and for how long
 * follows from the seed. Between two faults the cluster has acknowledged a write. For one thread.
 */
final class TortureFaults {
    private static final int MIN_GAP_MILLIS = 200;
    private static final int MAX_GAP_MILLIS = 2_000;
    private static final int MAX_DOWN_MILLIS = 1_500;
    private static final int MIN_PAUSE_MILLIS = 200;
    private static final int MAX_PAUSE_MILLIS = 3_000;

    /** More than the entries that are kept behind a snapshot. */
    private static final long LONG_ABSENCE_ENTRIES = 12_000;

    private final NeurodCluster cluster;
    private final Recovery recovery;
    private final SplittableRandom random;
    private final long seconds;
    private final long endNanos;
    private final Set<Integer> starting = new LinkedHashSet<>();
    private int kills;
    private int pauses;
    private int restarts;
    private int snapshots;

    TortureFaults(NeurodCluster cluster, Recovery recovery, SplittableRandom random, long seconds) {
        this.cluster = cluster;
        this.recovery = recovery;
        this.random = random;
        this.seconds = seconds;
        this.endNanos = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    }

    /** Lets faults happen until the time is over, and leaves all nodes running. */
    void run() throws IOException, InterruptedException {
        while (!isOver()) {
            passMillis(MIN_GAP_MILLIS, MAX_GAP_MILLIS);
            if (random.nextInt(3) == 0) {
                snapshot(random.nextInt(cluster.size()));
            }
            Fault fault = Fault.draw(random, seconds);
            happen(fault);
            cluster.await(recovery::isOver, () -> "a write is acknowledged after " + fault);
            // Now and then the next fault meets a node that is still starting.
            if (starting.size() > 1 || random.nextInt(3) > 0) {
                awaitStarted();
            }
        }
        awaitStarted();
    }

    private boolean isOver() {
        return System.nanoTime() - endNanos >= 0;
    }

    /** Time is what makes a schedule: it passes, and nothing is waited for. */
    private void passMillis(int min, int max) {
        long millis = random.nextInt(min, max + 1);
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void happen(Fault fault) throws IOException, InterruptedException {
        int leader = cluster.awaitLeader();
        int follower = (leader + 1 + random.nextInt(cluster.size() - 1)) % cluster.size();
        switch (fault) {
            case KILL_LEADER -> killAndRestart(fault, leader);
            case KILL_FOLLOWER -> killAndRestart(fault, follower);
            case KILL_TWO -> killAndRestart(fault, leader, follower);
            case KILL_ALL -> killAndRestart(fault, 0, 1, 2);
            case PAUSE_LEADER -> pause(fault, leader);
            case PAUSE_FOLLOWER -> pause(fault, follower);
            case LONG_ABSENCE -> stayAway(fault, leader, follower);
        }
    }

    private void killAndRestart(Fault fault, int... victims)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        for (int victim : victims) {
            kill(victim);
        }
        recovery.begin(kind(fault), began);
        passMillis(0, MAX_DOWN_MILLIS);
        for (int victim : victims) {
            restart(victim);
        }
    }

    /** While a node is still starting, one fault more can leave no majority. */
    private String kind(Fault fault) {
        return starting.isEmpty() ? fault.name() : fault + " while another node starts";
    }

    private void kill(int victim) throws InterruptedException {
        cluster.node(victim).kill();
        starting.remove(victim);
        kills++;
    }

    private void restart(int victim) throws IOException {
        cluster.restart(victim);
        starting.add(victim);
        restarts++;
    }

    private void pause(Fault fault, int victim) throws IOException, InterruptedException {
        long began = System.nanoTime();
        cluster.node(victim).signal("STOP");
        recovery.begin(kind(fault), began);
        passMillis(MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS);
        cluster.node(victim).signal("CONT");
        pauses++;
    }

    private void stayAway(Fault fault, int leader, int follower)
            throws IOException, InterruptedException {
        awaitStarted();
        long began = System.nanoTime();
        kill(follower);
        recovery.begin(kind(fault), began);
        NodeStatus before = cluster.status(leader);
        long wanted = before.last() + LONG_ABSENCE_ENTRIES;
        cluster.await(() -> isOver() || lastIndex() >= wanted, () -> "the log grows");
        for (int other = 0; other < cluster.size(); other++) {
            if (other != follower) {
                snapshot(other);
            }
        }
        restart(follower);
    }

    private long lastIndex() {
        int leader = cluster.leader();
        try {
            return leader == NeurodCluster.NO_LEADER ? 0 : cluster.status(leader).last();
        } catch (RaftClientException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has a node take a snapshot, unless it is not there or has no time. */
    private void snapshot(int index) throws IOException {
        try (RaftClient client = cluster.clientOf(index, Duration.ofSeconds(2))) {
            client.snapshot();
            snapshots++;
        } catch (RaftClientException e) {
            // It is starting, or paused, or slow: the next one comes.
            return;
        }
    }

    private void awaitStarted() {
        for (int index : starting) {
            cluster.node(index).awaitReady();
        }
        starting.clear();
    }

    /** What happened, in words. */
    String report() {
        StringBuilder report = new StringBuilder();
        report.append(kills).append(" kills, ");
        report.append(pauses).append(" pauses, ");
        report.append(restarts).append(" restarts, ");
        report.append(snapshots).append(" snapshots on request");
        report.append("; until a write asked for after a fault was acknowledged:");
        report.append(recovery.times());
        return report.toString();
    }
}

package io.neurocache.neurod.sim;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.sim.Application;
import io.neurocache.raft.sim.SimRandom;
import io.neurocache.raft.sim.TestCluster;
import io.neurocache.raft.sim.check.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All edges of a cluster, their origin, and what readers were told. One thread.
 *
 * <p>A reader that gets what it must not have gets a {@link
 * io.neurocache.raft.sim.check.Violation}.
 */
final class EdgeCluster implements Application {
    private static final int EDGE_STREAM = 1_002;
    private static final int CLOCK_STREAM = 1_003;
    private static final int POWER_STREAM = 1_004;

    final EdgePlan plan;
    final TestCluster cluster;
    final Counts counts = new Counts();
    final PutRule puts = new PutRule();
    final List<Key> keys;
    final List<Key> putKeys;
    final Origin origin;
    final PurgeRule rule;
    final Clocks clocks;

    private final SimRandom random;
    private final SimRandom power;
    private final Slab[] slabs;
    private final @Nullable EdgeProcess[] processes;
    private long moments;
    private long nextPauseMicros;
    private boolean isCalm;

    EdgeCluster(EdgePlan plan, TestCluster cluster) {
        this.plan = plan;
        this.cluster = cluster;
        long seed = plan.raft().seed();
        int maxId = plan.raft().maxId();
        random = SimRandom.of(seed, EDGE_STREAM);
        power = SimRandom.of(seed, POWER_STREAM);
        clocks =
                new Clocks(
                        maxId,
                        plan.apartPpm(),
                        plan.hasExtremeClocks(),
                        SimRandom.of(seed, CLOCK_STREAM));
        keys = new ArrayList<>();
        for (int key = 0; key < plan.keys(); key++) {
            keys.add(new Key(key, (key % 2 == 0 ? "/a/" : "/b/") + key, false));
        }
        putKeys = new ArrayList<>();
        for (int key = 0; key < plan.putKeys(); key++) {
            putKeys.add(new Key(key, "/u/" + key, true));
        }
        origin = new Origin(keys, seed);
        rule = new PurgeRule(origin, plan.keys());
        slabs = new Slab[maxId + 1];
        processes = new EdgeProcess[maxId + 1];
        nextPauseMicros = random.nextInt(2 * plan.pauseEveryMicros());
        for (int id = 1; id <= maxId; id++) {
            slabs[id] = new Slab();
        }
    }

    // What the log tells.

    @Override
    public void started(int id, RaftNode node, long lastApplied, Bytes state) {
        EdgeProcess process = new EdgeProcess(this, id, node, state);
        processes[id] = process;
        process.start();
    }

    @Override
    public void crashed(int id) {
        processes[id] = null;
        if (plan.losesWrites() && power.nextBoolean()) {
            slabs[id].losePower(power);
        }
    }

    /** A process ends in order; its machine may go then too. */
    void stop(int id) {
        EdgeProcess process = processes[id];
        if (process != null) {
            process.stop();
            cluster.crash(id);
        }
    }

    @Override
    public void restored(int id, SnapshotMeta snapshot, Bytes state) {
        running(id).restored(snapshot, state);
    }

    @Override
    public void applied(int id, Entry entry) {
        running(id).applied(entry);
    }

    @Override
    public Bytes snapshot(int id, SnapshotMeta meta) {
        return running(id).snapshot(meta);
    }

    @Override
    public void heard(int id, Effect effect) {
        running(id).heard(effect);
    }

    private EdgeProcess running(int id) {
        EdgeProcess process = processes[id];
        if (process == null) {
            throw new IllegalStateException("n" + id + " does not run");
        }
        return process;
    }

    // What processes need.

    @Nullable EdgeProcess process(int id) {
        return processes[id];
    }

    Observation node(int id) {
        return cluster.node(id);
    }

    Slab slab(int id) {
        return slabs[id];
    }

    long leaseNanos() {
        return plan.leaseMicros() * 1000L;
    }

    /** The server's monotonic clock. */
    long clock(int id) {
        return clocks.nanos(id, cluster.nowMicros());
    }

    /** How long to wait for an answer, this time. */
    int retryMicros() {
        return random.between(10_000, plan.leaseMicros());
    }

    /** Another server, or the same where there is none. */
    int anyPeer(int id) {
        int maxId = plan.raft().maxId();
        int other = random.between(1, maxId);
        return other == id ? other % maxId + 1 : other;
    }

    /** Sends something from one edge to another, or to itself. */
    void send(int from, int to, Consumer<EdgeProcess> arrival) {
        if (from == to) {
            reach(to, 2, arrival);
        } else {
            cluster.send(from, to, () -> arrive(to, arrival));
        }
    }

    /** Lets something reach an edge from outside. */
    void reach(int to, int delayMicros, Consumer<EdgeProcess> arrival) {
        cluster.reach(to, delayMicros, () -> arrive(to, arrival));
    }

    private void arrive(int to, Consumer<EdgeProcess> arrival) {
        EdgeProcess process = processes[to];
        if (process != null) {
            arrival.accept(process);
        }
    }

    /** The next step of a request: at once, soon, or after its server stood still. */
    void step(int id, Runnable next) {
        if (!isCalm && cluster.nowMicros() >= nextPauseMicros) {
            nextPauseMicros += 1 + random.nextInt(2 * plan.pauseEveryMicros());
            cluster.pause(id, 1 + random.nextInt(2 * plan.leaseMicros()));
        } else if (random.chance(600)) {
            next.run();
            return;
        }
        // One thread may wait for its turn for long while those beside it go on.
        boolean isLong = !isCalm && random.chance(100);
        cluster.after(id, 1 + random.nextInt(isLong ? plan.leaseMicros() / 4 : 30), next);
    }

    /** No server stands still in the middle of a request any more. */
    void calm() {
        isCalm = true;
    }

    /** The origin answers a fill some time later, with what it has when the question gets there. */
    void askOrigin(EdgeProcess asker, int id, Pending fill) {
        int key = fill.key.number();
        cluster.outside(
                originDelay(),
                () -> {
                    int version = origin.version(key);
                    long[] tags = origin.tags(key, version);
                    reach(
                            id,
                            originDelay(),
                            process -> {
                                if (process == asker) {
                                    process.filled(fill, version, tags);
                                }
                            });
                });
    }

    private int originDelay() {
        int delay = 1 + random.nextInt(plan.originMicros());
        return !isCalm && random.chance(30) ? delay + random.nextInt(plan.leaseMicros()) : delay;
    }

    // Readers.

    /** A place in the order of everything that happens to clients. */
    long moment() {
        return ++moments;
    }

    /** Somebody reads at an edge. */
    void read(int edge, Key key, boolean takesStale, int delayMicros) {
        int operation = key.isPut() ? puts.read(key) : -1;
        Read read = new Read(edge, key, moment(), operation, takesStale);
        reach(edge, delayMicros, process -> process.read(read));
    }

    /** An edge answers from its slab. */
    void hit(Read read, int content) {
        counts.hits++;
        if (read.key().isPut()) {
            counts.putHits++;
        }
        answer(read, content, true);
    }

    /** An edge answers from its slab with what it says is stale. */
    void staleHit(Read read, int content) {
        counts.staleHits++;
        answer(read, content, false);
    }

    /** An edge answers with what it has asked for. */
    void fetched(Read read, int content) {
        answer(read, content, true);
    }

    private void answer(Read read, int content, boolean isFresh) {
        if (cluster.isTraced()) {
            cluster.trace(read + " = " + content + (isFresh ? "" : " (stale)"));
        }
        cluster.note(read.invoked() * 31 + content * 2L + (isFresh ? 1 : 0));
        if (read.key().isPut()) {
            puts.served(read.operation(), content);
        } else {
            rule.served(read, content, isFresh);
        }
    }
}

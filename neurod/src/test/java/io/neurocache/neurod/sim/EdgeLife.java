package io.neurocache.neurod.sim;

import io.neurocache.raft.Configuration;
import io.neurocache.raft.sim.Operator;
import io.neurocache.raft.sim.SeededNemesis;
import io.neurocache.raft.sim.SimRandom;
import io.neurocache.raft.sim.TestCluster;
import io.neurocache.raft.sim.TimeController;
import io.neurocache.raft.sim.check.LinearizabilityChecker;
import io.neurocache.raft.sim.check.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One life of a cluster with an edge on every server. First a safety phase, in which anything may
 * fail; then a calm one, in which leases must come back, orders must be answered in time though one
 * edge is dead, and slabs must be served from. What was put must be linearizable in the end. One
 * thread.
 */
final class EdgeLife {
    private static final int LIFE_STREAM = 1_007;

    /** How long a well cluster may take to agree on a leader, in election timeouts. */
    private static final int PATIENCE_ELECTIONS = 120;

    /** What an order may take on top of a lease in a well cluster, in election timeouts. */
    private static final int ORDER_ELECTIONS = 6;

    /** What an entry may take on its way, besides two writes. */
    private static final int ENTRY_MICROS = 3_000;

    /** A fetch that began before the last orders, one after them, and a hit. */
    private static final int READS_UNTIL_A_HIT = 4;

    /** How much longer than a lease a leader waits, and how much slower its clock may be. */
    private static final double LONGEST_LEASE = 1.02 * 1.01;

    /**
     * What came out.
     *
     * @param digest of everything that happened
     * @param isDecided whether the history of what was put was small enough to be checked
     */
    record Outcome(long events, long digest, long micros, boolean isDecided, Counts counts) {}

    private final EdgePlan plan;
    private final TestCluster cluster;
    private final EdgeCluster edges;
    private final Traffic traffic;
    private final EdgeNemesis edgeNemesis;
    private final SeededNemesis nemesis;
    private final Operator operator;
    private final SimRandom random;
    private final LinearizabilityChecker checker;

    private EdgeLife(
            EdgePlan plan, LinearizabilityChecker checker, @Nullable Consumer<String> tracer) {
        this.plan = plan;
        this.checker = checker;
        List<EdgeCluster> made = new ArrayList<>();
        cluster =
                new TestCluster(
                        plan.raft(),
                        below -> {
                            made.add(new EdgeCluster(plan, below));
                            return made.getFirst();
                        },
                        tracer);
        edges = made.getFirst();
        traffic = new Traffic(edges);
        edgeNemesis = new EdgeNemesis(edges);
        nemesis = new SeededNemesis(cluster);
        operator = new Operator(cluster);
        random = SimRandom.of(plan.raft().seed(), LIFE_STREAM);
        cluster.plague(nemesis, operator::act);
    }

    /** Lives the life; throws where a rule is broken. */
    static Outcome live(EdgePlan plan, LinearizabilityChecker checker) {
        return new EdgeLife(plan, checker, null).live();
    }

    /** As {@link #live}, telling each step. */
    static Outcome trace(EdgePlan plan, Consumer<String> tracer) {
        return new EdgeLife(plan, new LinearizabilityChecker(), tracer).live();
    }

    private Outcome live() {
        recruit();
        traffic.start();
        nemesis.start();
        operator.start();
        edgeNemesis.start();
        cluster.runUntil(() -> false, plan.micros());
        operator.stop();
        edgeNemesis.stop();
        traffic.stop();
        nemesis.stop();
        edges.calm();
        calm();
        LinearizabilityChecker.Result result = edges.puts.check(checker, plan.putKeys());
        if (result == LinearizabilityChecker.Result.NOT_LINEARIZABLE) {
            throw new Violation(
                    "Linearizability", "no order explains what was read of what was put");
        }
        return new Outcome(
                cluster.events(),
                cluster.digest(),
                cluster.nowMicros(),
                result == LinearizabilityChecker.Result.LINEARIZABLE,
                edges.counts);
    }

    /** Adds the first learners, once there is a leader to ask. */
    private void recruit() {
        if (plan.learners() == 0) {
            return;
        }
        int leader = cluster.leader();
        if (leader > 0) {
            Configuration now = cluster.node(leader).configuration;
            TreeSet<Integer> learners = new TreeSet<>(now.learners());
            for (int i = 1; i <= plan.learners(); i++) {
                int id = plan.raft().voters() + i;
                if (!now.contains(id)) {
                    learners.add(id);
                }
            }
            cluster.changeMembers(
                    leader, new Configuration(now.voters(), new TreeSet<>(), learners));
            return;
        }
        cluster.outside(20_000, this::recruit);
    }

    private void calm() {
        long election = electionMicros();
        long patience = PATIENCE_ELECTIONS * election + 4L * plan.leaseMicros();
        cluster.runUntil(this::doAllGoOn, Long.MAX_VALUE / 2);
        // What was granted before is over.
        cluster.runUntil(() -> false, 2L * plan.leaseMicros());
        require(this::areAllLeased, patience, "leases do not come back");
        // Until then a leader may have to wait for whoever it did not hear of.
        cluster.runUntil(() -> false, 2L * plan.leaseMicros());
        require(this::areAllLeased, patience, "leases do not stay");
        order(quickMicros(), "orders are not answered at once");
        bury();
        order(
                (long) (plan.leaseMicros() * LONGEST_LEASE) + ORDER_ELECTIONS * election,
                "orders are not answered in time");
        require(this::areAllLeased, patience, "leases do not come back after orders");
        for (int edge : members()) {
            for (Key key : edges.keys) {
                serve(edge, key);
            }
        }
    }

    private long electionMicros() {
        return (long) plan.raft().config().electionTimeoutTicks() * TimeController.TICK_MICROS;
    }

    /**
     * What orders may take where everybody answers, though entries go one at a time. A snapshot
     * that another one replaces while it is sent is tried again after an election timeout.
     */
    private long quickMicros() {
        int entries = 2 * (members().size() + 2);
        long each = ENTRY_MICROS + 2L * plan.raft().syncMicros();
        boolean mayNeedSnapshots = plan.raft().config().keptEntries() < entries;
        return entries * each + (mayNeedSnapshots ? electionMicros() : 0);
    }

    /** A purge and a put at every edge that runs. */
    private void order(long patienceMicros, String otherwise) {
        List<Integer> members = members();
        int[] answers = new int[1];
        for (int edge : members) {
            traffic.purgeAt(edge, () -> answers[0]++);
            traffic.putAt(edge, () -> answers[0]++);
        }
        require(() -> answers[0] == 2 * members.size(), patienceMicros, otherwise);
    }

    /** One edge dies just before orders are given, where the cluster can do without. */
    private void bury() {
        int leader = cluster.leader();
        for (int id : members()) {
            if (id != leader && canLose(id) && random.chance(400)) {
                cluster.crash(id);
                return;
            }
        }
    }

    private boolean canLose(int id) {
        SortedSet<Integer> voters = cluster.node(cluster.leader()).configuration.voters();
        long left = voters.stream().filter(each -> each != id && cluster.isUp(each)).count();
        return 2 * left > voters.size();
    }

    /** In a calm cluster a key that is read again and again is served from the slab. */
    private void serve(int edge, Key key) {
        long before = edges.counts.hits;
        for (int i = 0; i < READS_UNTIL_A_HIT; i++) {
            edges.read(edge, key, false, 1);
            if (cluster.runUntil(
                    () -> edges.counts.hits > before, 2L * plan.originMicros() + 1_000)) {
                return;
            }
        }
        throw new Violation("Liveness", "n" + edge + " does not serve " + key + " from its slab");
    }

    private void require(BooleanSupplier condition, long patienceMicros, String otherwise) {
        // It looks at the condition now and then only, and perhaps not again before the time is up.
        if (!cluster.runUntil(condition, patienceMicros) && !condition.getAsBoolean()) {
            throw new Violation("Liveness", otherwise + ": " + cluster.describe());
        }
    }

    /** Nobody stands still any more. */
    private boolean doAllGoOn() {
        for (int id = 1; id <= plan.raft().maxId(); id++) {
            if (cluster.isPaused(id)) {
                return false;
            }
        }
        return true;
    }

    /** There is a leader, no change is half done, and each member that runs has its lease. */
    private boolean areAllLeased() {
        int leader = cluster.leader();
        return leader > 0
                && !cluster.node(leader).configuration.isJoint()
                && members().stream().allMatch(this::isLeased);
    }

    private boolean isLeased(int id) {
        EdgeProcess process = edges.process(id);
        return process != null && process.isLeased();
    }

    /** Those of the leader's configuration that run. */
    private List<Integer> members() {
        int leader = cluster.leader();
        return leader == 0
                ? List.of()
                : cluster.node(leader).configuration.all().stream().filter(cluster::isUp).toList();
    }
}

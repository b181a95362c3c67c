package io.neurocache.raft.sim;

import io.neurocache.raft.Configuration;
import io.neurocache.raft.sim.check.LinearizabilityChecker;
import io.neurocache.raft.sim.check.Violation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One life of a cluster. First a safety phase, in which anything may fail; then a liveness phase: a
 * core of servers is well again, and within a bound there must be a leader that everybody follows,
 * every client must be served, and all must be in one state. In the end the clients' history must
 * be linearizable.
 *
 * <p>The rules are checked after every step of both phases. One thread.
 */
public final class Life {
    /** The bound of the liveness phase, in election timeouts. */
    private static final int PATIENCE_ELECTIONS = 120;

    private static final int LAST_OPERATIONS = 1;

    /**
     * What came out.
     *
     * @param events how many happened
     * @param digest of all of them
     * @param operations of clients
     * @param committed entries
     * @param isDecided whether the history was small enough to be checked to the end
     */
    public record Outcome(
            long events, long digest, int operations, long committed, boolean isDecided) {}

    private final TestCluster cluster;
    private final SeededNemesis nemesis;
    private final Operator operator;
    private final LinearizabilityChecker checker;

    private Life(LifePlan plan, LinearizabilityChecker checker, @Nullable Consumer<String> tracer) {
        this.checker = checker;
        cluster = new TestCluster(plan, tracer);
        nemesis = new SeededNemesis(cluster);
        operator = new Operator(cluster);
        cluster.plague(nemesis, operator::act);
    }

    /** Lives the life; throws where a rule is broken. */
    public static Outcome live(LifePlan plan, LinearizabilityChecker checker) {
        return new Life(plan, checker, null).live();
    }

    /** As {@link #live(LifePlan, LinearizabilityChecker)}, telling each step. */
    public static Outcome trace(LifePlan plan, Consumer<String> tracer) {
        return new Life(plan, new LinearizabilityChecker(), tracer).live();
    }

    private Outcome live() {
        nemesis.start();
        operator.start();
        cluster.run(cluster.plan.events());
        operator.stop();
        nemesis.stop();
        cluster.workload.hurry();
        converge();
        LinearizabilityChecker.Result result =
                checker.check(cluster.workload.history, cluster.plan.keys());
        if (result == LinearizabilityChecker.Result.NOT_LINEARIZABLE) {
            throw new Violation("Linearizability", "no order explains what the clients saw");
        }
        return new Outcome(
                cluster.events(),
                cluster.digest(),
                cluster.workload.history.size(),
                cluster.committed().lastIndex(),
                result == LinearizabilityChecker.Result.LINEARIZABLE);
    }

    private void converge() {
        long patienceMicros =
                (long) PATIENCE_ELECTIONS
                        * cluster.plan.config().electionTimeoutTicks()
                        * TimeController.TICK_MICROS;
        int before = cluster.workload.leastCompleted();
        require(
                cluster.runUntil(
                        () -> cluster.workload.leastCompleted() >= before + LAST_OPERATIONS,
                        patienceMicros),
                "not every client is served");
        cluster.workload.stop();
        require(
                cluster.runUntil(() -> cluster.workload.isIdle() && isInOneState(), patienceMicros),
                "the servers do not come to one state");
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Violation("Liveness", otherwise + ": " + cluster.describe());
        }
    }

    /** There is a leader, no change of members is half done, and all members have applied all. */
    private boolean isInOneState() {
        int leader = cluster.leader();
        if (leader == 0) {
            return false;
        }
        Configuration members = cluster.node(leader).configuration;
        long last = cluster.node(leader).lastIndex;
        if (members.isJoint()) {
            return false;
        }
        for (int id : members.all()) {
            if (cluster.server(id).isUp() && cluster.server(id).machine.lastApplied() != last) {
                return false;
            }
        }
        return cluster.server(leader).machine.lastApplied() == last;
    }
}

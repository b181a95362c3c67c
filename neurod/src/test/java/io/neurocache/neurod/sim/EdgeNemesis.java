package io.neurocache.neurod.sim;

import io.neurocache.raft.Configuration;
import io.neurocache.raft.sim.SimRandom;
import io.neurocache.raft.sim.TestCluster;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Trouble that is meant for edges: one that is cut off, stands still or dies for about a lease,
 * mostly while the leader goes too; clocks that drift; objects that make room. It comes on top of
 * what {@link io.neurocache.raft.sim.SeededNemesis} does. One thread.
 */
final class EdgeNemesis {
    private static final int NEMESIS_STREAM = 1_006;

    private final EdgeCluster edges;
    private final TestCluster cluster;
    private final EdgePlan plan;
    private final SimRandom random;
    private boolean isOver;

    EdgeNemesis(EdgeCluster edges) {
        this.edges = edges;
        cluster = edges.cluster;
        plan = edges.plan;
        random = SimRandom.of(plan.raft().seed(), NEMESIS_STREAM);
    }

    void start() {
        planNext();
        planHealing();
    }

    void stop() {
        isOver = true;
    }

    private void planNext() {
        cluster.outside(
                1 + random.nextInt(2 * plan.troubleEveryMicros()),
                () -> {
                    if (!isOver) {
                        strike();
                        planNext();
                    }
                });
    }

    /** What is cut comes together again now and then, or there would be no leases to test. */
    private void planHealing() {
        cluster.outside(
                1 + random.nextInt(4 * plan.leaseMicros()),
                () -> {
                    if (!isOver) {
                        cluster.chaos().heal();
                        planHealing();
                    }
                });
    }

    private void strike() {
        int edge = anyone();
        int leader = cluster.leader();
        switch (random.nextInt(16)) {
            case 0 -> cutOff(1L << edge);
            case 1 -> cutOffFrom(leader, edge);
            case 2 -> {
                cutOff(1L << edge);
                depose(leader);
            }
            case 3 -> {
                if (leader > 0) {
                    cutOff(1L << edge | 1L << leader);
                }
            }
            case 4 -> cluster.pause(edge, about());
            case 5 -> {
                cluster.pause(edge, about());
                depose(leader);
            }
            case 6 -> depose(leader);
            case 7 -> crash(edge, about());
            case 8 -> crash(edge, 1 + random.nextInt(20_000));
            case 9 -> {
                for (int i = 0; i < 3; i++) {
                    cluster.outside(about(), () -> crash(edge, 1 + random.nextInt(20_000)));
                }
            }
            case 10 -> edges.clocks.drift(edge, cluster.nowMicros());
            case 11 -> retire(leader, edge);
            case 12 -> {
                changeMembers(leader, edge);
                cluster.outside(1 + random.nextInt(10_000), () -> depose(leader));
            }
            case 13 -> stop(edge, about());
            case 14 -> visit(leader, edge);
            default -> evict(edge);
        }
    }

    /**
     * Has an edge removed while it holds a lease and does not hear of it; another one leads then.
     */
    private void retire(int leader, int edge) {
        changeMembers(leader, edge);
        int next = anyone();
        cluster.outside(1 + random.nextInt(20_000), () -> cutOff(1L << edge));
        if (random.nextBoolean()) {
            cluster.outside(1 + random.nextInt(20_000), () -> crash(next, 1_000));
        }
        cluster.outside(
                1 + random.nextInt(plan.leaseMicros() / 2),
                () -> {
                    if (random.nextBoolean()) {
                        depose(leader);
                    } else {
                        cluster.handOver(next);
                    }
                });
    }

    /**
     * Has somebody come and go, or go and come, while another one is cut off that may lead soon
     * after and learns of it by a snapshot at best.
     */
    private void visit(int leader, int guest) {
        int absent = anyone();
        int step = plan.leaseMicros() / 8;
        cluster.chaos().partition(1L << absent);
        changeMembers(leader, guest);
        cluster.outside(step, () -> changeMembers(cluster.leader(), guest));
        cluster.outside(2L * step, cluster.chaos()::heal);
        cluster.outside(3L * step, () -> cluster.handOver(absent));
    }

    /** Has a member removed or a stranger added, in lives whose members change. */
    private void changeMembers(int leader, int id) {
        if (leader == 0 || plan.raft().changeEveryMicros() == Integer.MAX_VALUE) {
            return;
        }
        Configuration now = cluster.node(leader).configuration;
        SortedSet<Integer> voters = new TreeSet<>(now.voters());
        SortedSet<Integer> learners = new TreeSet<>(now.learners());
        if (!learners.remove(id) && !voters.remove(id)) {
            learners.add(id);
        }
        if (!voters.isEmpty() && cluster.canLose(voters, 0)) {
            cluster.changeMembers(leader, new Configuration(voters, new TreeSet<>(), learners));
        }
    }

    private void cutOff(long set) {
        cluster.chaos().partition(set);
        cluster.outside(about(), cluster.chaos()::heal);
    }

    /** The leader and an edge do not reach each other; the other edges reach both. */
    private void cutOffFrom(int leader, int edge) {
        cluster.chaos().cut(leader, edge);
        cluster.chaos().cut(edge, leader);
        cluster.outside(about(), cluster.chaos()::heal);
    }

    private void depose(int leader) {
        if (leader == 0) {
            return;
        }
        switch (random.nextInt(3)) {
            case 0 -> crash(leader, about());
            case 1 -> cluster.pause(leader, about());
            default -> cutOff(1L << leader);
        }
    }

    private void crash(int id, int forMicros) {
        if (cluster.isUp(id)) {
            cluster.crash(id);
            cluster.outside(forMicros, () -> cluster.restart(id));
        }
    }

    private void stop(int id, int forMicros) {
        if (cluster.isUp(id)) {
            edges.stop(id);
            cluster.outside(forMicros, () -> cluster.restart(id));
        }
    }

    private void evict(int edge) {
        edges.reach(edge, 1, process -> edges.keys.forEach(process::evict));
    }

    /** Up to two leases. */
    private int about() {
        return 1 + random.nextInt(2 * plan.leaseMicros());
    }

    private int anyone() {
        return random.between(1, plan.raft().maxId());
    }
}

package io.neurocache.raft.sim;

import io.neurocache.raft.Configuration;
import io.neurocache.raft.Event;
import io.neurocache.raft.HardState;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Changes members and hands leadership over, whenever it likes and whether or not that is wise; the
 * one thing it does not do is to rely on servers whose disk is lost. One thread.
 */
public final class Operator {
    private static final int OPERATOR_STREAM = 6;

    private final TestCluster cluster;
    private final LifePlan plan;
    private final SimRandom random;
    private boolean isOver;
    private int requests;

    /** One for a cluster, which has to be told of it ({@link TestCluster#plague}). */
    public Operator(TestCluster cluster) {
        this.cluster = cluster;
        plan = cluster.plan;
        random = SimRandom.of(plan.seed(), OPERATOR_STREAM);
    }

    /** Begins, where the plan has it change anything. */
    public void start() {
        if (plan.changeEveryMicros() < Integer.MAX_VALUE) {
            planNext();
        }
    }

    /** Asks for nothing any more. */
    public void stop() {
        isOver = true;
    }

    /** Its turn: makes one request. */
    public void act() {
        if (isOver) {
            return;
        }
        int id = cluster.leader();
        if (id == 0 || random.chance(100)) {
            id = random.between(1, plan.maxId());
        }
        long name = Requests.name(Requests.OPERATOR, ++requests, 0);
        SimNode node = cluster.server(id);
        if (random.chance(300)) {
            int to = random.chance(300) ? HardState.NOBODY : random.between(1, plan.maxId());
            node.step(new Event.TransferRequested(name, to));
        } else {
            change(node, name);
        }
        planNext();
    }

    private void change(SimNode node, long name) {
        Configuration now = node.seen.configuration;
        if (now.voters().isEmpty()) {
            return;
        }
        SortedSet<Integer> voters = new TreeSet<>(now.voters());
        SortedSet<Integer> learners = new TreeSet<>(now.learners());
        int moves = random.between(1, 3);
        for (int i = 0; i < moves; i++) {
            move(voters, learners, random.between(1, plan.maxId()));
        }
        if (!voters.isEmpty() && cluster.canLose(voters, 0)) {
            node.step(
                    new Event.MembersRequested(
                            name, new Configuration(voters, new TreeSet<>(), learners)));
        }
    }

    /** A stranger learns, a learner votes, a voter goes or learns. */
    private void move(SortedSet<Integer> voters, SortedSet<Integer> learners, int id) {
        if (learners.remove(id)) {
            if (random.chance(900)) {
                voters.add(id);
            }
        } else if (voters.contains(id)) {
            if (voters.size() > 1) {
                voters.remove(id);
                if (random.chance(400)) {
                    learners.add(id);
                }
            }
        } else {
            learners.add(id);
        }
    }

    private void planNext() {
        long wait = 1L + random.nextInt(2 * plan.changeEveryMicros());
        cluster.network.plan(cluster.network.nowMicros() + wait, SimNetwork.OPERATOR, 0, 0);
    }
}

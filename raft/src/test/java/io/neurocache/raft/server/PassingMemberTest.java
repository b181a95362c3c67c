package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Event;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.kv.KvPurge;
import io.neurocache.raft.kv.SmallMachines;
import io.neurocache.raft.sim.Application;
import io.neurocache.raft.sim.TestCluster;
import io.neurocache.raft.wire.KnownEdge;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * A member that came and went while a voter was cut off holds a lease of which that voter has to
 * know when it leads. Found by the edges' simulation.
 */
class PassingMemberTest {
    private static final int GUEST = 4;
    private static final long SECOND_MICROS = 1_000_000;
    private static final long TICK_MICROS = 5_000;
    private static final Duration LEASE = Duration.ofSeconds(1);

    private final Map<Integer, CacheRig> rigs = new TreeMap<>();
    private final Map<Integer, RaftNode> nodes = new TreeMap<>();

    /** By server: when it asked for the last lease that it was granted. */
    private final Map<Integer, Long> leasedNanos = new TreeMap<>();

    private final TestCluster cluster = new TestCluster(CacheSideTest.plan(), Servers::new, null);

    private static long nanos(TestCluster cluster) {
        return cluster.nowMicros() * 1000;
    }

    private final class Servers implements Application {
        /** The cluster, which has them started while it is made. */
        private final TestCluster below;

        Servers(TestCluster below) {
            this.below = below;
        }

        private void tick(int id) {
            rigs.get(id).tick();
            below.after(id, TICK_MICROS, () -> tick(id));
        }

        @Override
        public void started(int id, RaftNode node, long lastApplied, Bytes state) {
            nodes.put(id, node);
            rigs.put(
                    id,
                    new CacheRig(
                            node,
                            SmallMachines.at(1 << 20, state),
                            new Cache(id),
                            LEASE,
                            LEASE.multipliedBy(4),
                            NAME,
                            new Network(below, id),
                            () -> nanos(below)));
            tick(id);
        }

        @Override
        public void applied(int id, Entry entry) {
            rigs.get(id).applied(entry);
        }

        @Override
        public void heard(int id, Effect effect) {
            rigs.get(id).heard(effect);
        }
    }

    private final class Network implements CacheRig.Outside {
        private final TestCluster below;
        private final int id;

        Network(TestCluster below, int id) {
            this.below = below;
            this.id = id;
        }

        @Override
        public void ask(int leader, Request request, Bytes command) {
            below.send(id, leader, () -> rigs.get(leader).asked(id, request, command));
        }

        @Override
        public void tell(int to, Reply reply) {
            below.send(id, to, () -> rigs.get(to).answered(reply));
        }

        @Override
        public void step(Event event) {
            below.step(id, event);
        }
    }

    private final class Cache implements CacheListener {
        private final int id;

        Cache(int id) {
            this.id = id;
        }

        @Override
        public void restored(long appliedIndex, List<KvPurge> purges, long forgotten) {}

        @Override
        public boolean purged(KvPurge purge) {
            return true;
        }

        @Override
        public void edges(List<KnownEdge> edges) {}

        @Override
        public void preload(List<Bytes> keys) {}

        @Override
        public void applied(long index) {}

        @Override
        public void granted(long askedNanos, long index) {
            leasedNanos.put(id, askedNanos);
        }
    }

    private void until(String what, BooleanSupplier condition) {
        assertTrue(cluster.runUntil(condition, 10 * SECOND_MICROS), what);
    }

    private void changeMembers(int leader, Integer... learners) {
        SortedSet<Integer> voters = nodes.get(leader).configuration().voters();
        cluster.changeMembers(
                leader,
                new Configuration(voters, new TreeSet<>(), new TreeSet<>(List.of(learners))));
        RaftNode node = nodes.get(leader);
        until("the change is applied", () -> node.lastApplied() == node.lastIndex());
    }

    @Test
    void aMemberThatCameAndWentInOneMessageIsWaitedFor() {
        // Who has just started waits for anybody in any case.
        cluster.runUntil(() -> false, 3 * SECOND_MICROS);
        int leader = cluster.leader();
        int absent = leader == 1 ? 2 : 1;
        cluster.partition(absent);
        changeMembers(leader, GUEST);
        until("the guest has a lease", () -> leasedNanos.containsKey(GUEST));
        changeMembers(leader);
        cluster.heal();
        until(
                "the absent one has caught up",
                () -> nodes.get(absent).lastApplied() == nodes.get(leader).lastApplied());
        cluster.handOver(absent);
        until("it leads", () -> cluster.leader() == absent);

        long leaseEndNanos = leasedNanos.get(GUEST) + LEASE.toNanos();
        assertTrue(nanos(cluster) < leaseEndNanos, "the guest's lease is over before the purge");
        List<Reply> replies = new ArrayList<>();
        rigs.get(absent)
                .askLeader(
                        id ->
                                new Request.Purge(
                                        id,
                                        Request.Purge.Target.KEYS,
                                        List.of(Bytes.utf8("k")),
                                        false),
                        replies::add);
        until("the purge is answered", () -> !replies.isEmpty());
        assertTrue(replies.getFirst() instanceof Reply.Purged, replies.toString());
        assertFalse(nanos(cluster) < leaseEndNanos, "it was answered while the guest may serve");
    }
}

package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Payload;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.sim.Application;
import io.neurocache.raft.sim.LifePlan;
import io.neurocache.raft.sim.TestCluster;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the edges' simulation found here. */
class CacheSideTest {
    private static final long PATIENCE_NANOS = RaftServerConfig.LEASE.toNanos() * 102 / 100;
    private static final long SECOND_MICROS = 1_000_000;

    private final Map<Integer, RaftNode> nodes = new TreeMap<>();
    private final List<Request> asked = new ArrayList<>();
    private final TestCluster cluster = new TestCluster(plan(), _ -> new Nodes(), null);

    /** Three voters, one spare, and nobody who makes trouble. */
    static LifePlan plan() {
        LifePlan any = LifePlan.ofThree(1);
        return new LifePlan(
                1,
                3,
                1,
                io.neurocache.raft.RaftConfig.DEFAULT,
                io.neurocache.raft.sim.ChaosNetwork.Weather.FAIR,
                0,
                true,
                0,
                1,
                any.thinkMicros(),
                Integer.MAX_VALUE,
                100,
                Integer.MAX_VALUE,
                0,
                Integer.MAX_VALUE,
                0);
    }

    private final class Nodes implements Application {
        @Override
        public void started(int id, RaftNode node, long lastApplied, Bytes state) {
            nodes.put(id, node);
        }
    }

    private CacheSide sideOf(RaftNode node, long nowNanos) {
        RaftServerConfig config =
                RaftServerConfig.of(
                        node.id(),
                        "test",
                        InetSocketAddress.createUnresolved("localhost", 0),
                        List.of(),
                        Path.of("nowhere"));
        Questions.Way way =
                new Questions.Way() {
                    @Override
                    public int leader() {
                        return node.leader();
                    }

                    @Override
                    public boolean ask(int leader, Request request, Bytes command) {
                        asked.add(request);
                        return true;
                    }
                };
        return new CacheSide(config, node, null, way, nowNanos);
    }

    private RaftNode leader() {
        assertTrue(cluster.runUntil(() -> cluster.leader() > 0, 10 * SECOND_MICROS));
        RaftNode leader = nodes.get(cluster.leader());
        assertTrue(cluster.runUntil(() -> leader.lastApplied() > 0, SECOND_MICROS));
        return leader;
    }

    private static Request.Lease question(int member) {
        return new Request.Lease(1, member, 1, List.of());
    }

    @Test
    void aMemberIsGrantedALeaseOnceItsConfigurationIsCommittedAndNotBefore() {
        RaftNode leader = leader();
        CacheSide side = sideOf(leader, 0);
        cluster.partition(leader.id());
        cluster.changeMembers(
                leader.id(),
                new Configuration(
                        leader.configuration().voters(),
                        new TreeSet<>(),
                        new TreeSet<>(List.of(4))));
        assertTrue(leader.configuration().contains(4), "it is in force");
        assertInstanceOf(Reply.Failed.class, side.asked(question(4), 1), "and may yet be lost");
        assertNull(side.asked(question(2), 1));
        cluster.heal();
        assertTrue(
                cluster.runUntil(
                        () -> leader.lastApplied() == leader.lastIndex(), 10 * SECOND_MICROS));
        assertNull(side.asked(question(4), 2));
    }

    @Test
    void aServerThatHasJustStartedWaitsForAMemberThatIsRemoved() {
        long start = 1_000;
        CacheSide side = sideOf(leader(), start);
        // Just before it stops to wait for whoever it may never have heard of.
        long removed = start + PATIENCE_NANOS - 1;
        side.follow(Configuration.of(List.of(1, 2)), removed);
        List<Reply> replies = new ArrayList<>();
        Request.Purge purge =
                new Request.Purge(5, Request.Purge.Target.KEYS, List.of(Bytes.utf8("k")), false);
        Entry entry = new Entry(1, 9, new Payload.Command(Bytes.utf8("k")));
        Asker asker =
                new Asker((_, reply) -> replies.add(reply), 5, Meter.Op.NONE, 10 * PATIENCE_NANOS);
        side.purged(entry, purge, asker, removed + 2);
        side.tick(removed + PATIENCE_NANOS - 1);
        assertEquals(List.of(), replies, "it may hold a lease");
        side.tick(removed + PATIENCE_NANOS);
        assertEquals(List.of(new Reply.Purged(5, 9, false)), replies);
    }

    @Test
    void purgesThatASnapshotBroughtAreAcknowledgedAtOnce() {
        LeaseKeeper keeper = new LeaseKeeper(1, 1_000, 0);
        keeper.ask(1, 5, 10);
        assertFalse(keeper.isDue(11));
        keeper.restored();
        assertTrue(keeper.isDue(11));
    }

    @Test
    void anAnswerToAnEarlierProcessIsNoneToThisOne() {
        RaftNode node = leader();
        List<Reply> replies = new ArrayList<>();
        CacheSide earlier = sideOf(node, 1_000);
        earlier.ask(Request.Status::new, PATIENCE_NANOS, 1_000, replies::add);
        CacheSide later = sideOf(node, 2_000);
        later.ask(Request.Status::new, PATIENCE_NANOS, 2_000, replies::add);
        long id = asked.getFirst().id();
        assertNotEquals(id, asked.getLast().id());
        later.answered(new Reply.Done(id));
        assertEquals(List.of(), replies);
        later.answered(new Reply.Done(asked.getLast().id()));
        assertEquals(1, replies.size());
    }
}

package io.neurocache.neurod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.coherence.Cluster.Outcome;
import io.neurocache.edge.coherence.Cluster.Reason;
import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.coherence.Names;
import io.neurocache.edge.coherence.Order;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.kv.KvPurge;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RaftClusterTest {
    private static final long LEASE = Duration.ofSeconds(1).toNanos();

    private final AtomicLong now = new AtomicLong(1_000);
    private final List<String> carriedOut = new ArrayList<>();
    private final List<Request> asked = new ArrayList<>();

    private RaftCluster cluster(long reconciled) {
        RaftCluster cluster =
                new RaftCluster(Duration.ofNanos(LEASE), reconciled, now::get, new Roster(1));
        cluster.attach((index, order) -> {
            carriedOut.add(index + " " + order.names());
            return order.names().contains("there") ? 1 : 0;
        });
        return cluster;
    }

    private static KvPurge purge(long index, Request.Purge.Target target, String... names) {
        List<Bytes> bytes = List.of(names).stream().map(Bytes::utf8).toList();
        return new KvPurge(index, new Request.Purge(1, target, bytes, false));
    }

    @Test
    void aLeaseCountsFromTheQuestionAndOnceTheLogIsApplied() {
        RaftCluster cluster = cluster(0);
        assertFalse(cluster.isLeased(cluster.appliedIndex()));
        long asked = now.getAndAdd(LEASE / 2);
        cluster.granted(asked, 5);
        assertFalse(cluster.isLeased(cluster.appliedIndex()), "5 is not applied");
        cluster.applied(5);
        assertTrue(cluster.isLeased(cluster.appliedIndex()));
        now.addAndGet(LEASE / 2);
        assertFalse(cluster.isLeased(cluster.appliedIndex()), "it began with the question");
    }

    @Test
    void anAppliedPurgeIsInForceAndSaysWhetherThereWasAnything() {
        RaftCluster cluster = cluster(0);
        assertTrue(cluster.purged(purge(3, Request.Purge.Target.KEYS, "a", "there")));
        assertFalse(cluster.purged(purge(4, Request.Purge.Target.TAGS, "t")));
        assertEquals(List.of("3 [a, there]", "4 [t]"), carriedOut);
        long[] tags = Names.tags(List.of("t"));
        assertEquals(Verdict.GONE, cluster.invalidations().of(3, "k", tags));
        assertEquals(Verdict.CURRENT, cluster.invalidations().of(4, "k", tags));
    }

    @Test
    void whatWasMissedIsCarriedOutAtTheStartAndNothingTwice() {
        RaftCluster cluster = cluster(5);
        cluster.restored(
                9,
                List.of(
                        purge(4, Request.Purge.Target.TAGS, "t"),
                        purge(5, Request.Purge.Target.KEYS, "b"),
                        purge(8, Request.Purge.Target.KEYS, "c")),
                2);
        assertEquals(List.of("8 [c]"), carriedOut);
        // The tag's order is in force, though nothing had to be done for it.
        assertEquals(Verdict.GONE, cluster.invalidations().of(3, "k", Names.tags(List.of("t"))));
        assertEquals(9, cluster.appliedIndex());
    }

    @Test
    void whatNobodyRemembersPutsInDoubtWhatIsOlder() {
        RaftCluster cluster = cluster(5);
        cluster.restored(9, List.of(), 7);
        assertEquals(Verdict.DOUBTFUL, cluster.invalidations().of(6, "k", new long[0]));
        assertEquals(Verdict.CURRENT, cluster.invalidations().of(7, "k", new long[0]));
    }

    @Test
    void aSnapshotOfTheLeadersBringsWhatWasPassedOver() {
        RaftCluster cluster = cluster(0);
        cluster.purged(purge(3, Request.Purge.Target.TAGS, "t"));
        cluster.applied(3);
        carriedOut.clear();
        cluster.restored(
                20,
                List.of(
                        purge(3, Request.Purge.Target.TAGS, "t"),
                        purge(11, Request.Purge.Target.KEYS, "k")),
                0);
        assertEquals(List.of("11 [k]"), carriedOut);
        assertEquals(20, cluster.appliedIndex());
    }

    @Test
    void theEdgeIsComparedWithWhatComesFromAnotherServerAlone() {
        RaftCluster cluster = cluster(0);
        AtomicInteger comparisons = new AtomicInteger();
        cluster.compareBy(comparisons::incrementAndGet);
        cluster.restored(3, List.of(), 0);
        assertEquals(0, comparisons.get(), "its own, at the start");
        cluster.restored(20, List.of(), 0);
        assertEquals(1, comparisons.get());
    }

    /** An edge that is behind may have given this one what an earlier process had forgotten. */
    @Test
    void whatIsStoredSinceTheStartIsForgottenByPurgesFromBeforeIt() {
        RaftCluster cluster = cluster(9);
        cluster.restored(3, List.of(), 0);
        assertTrue(cluster.purged(purge(4, Request.Purge.Target.KEYS, "there")));
        cluster.restored(9, List.of(purge(6, Request.Purge.Target.KEYS, "b")), 5);
        assertEquals(List.of("4 [there]", "6 [b]"), carriedOut);
        assertEquals(Verdict.DOUBTFUL, cluster.invalidations().of(4, "k", new long[0]));
    }

    @Test
    void anOrderIsAskedOfTheLeaderAndItsAnswerTold() {
        RaftCluster cluster = cluster(0);
        List<Outcome> told = new ArrayList<>();
        Order order = new Order(Order.Target.PREFIX, List.of("img/"), true);
        cluster.order(order, told::add);
        assertEquals(Reason.NO_LEADER, reason(told.removeFirst()), "Raft is not there yet");
        List<Reply> replies =
                new ArrayList<>(
                        List.of(
                                new Reply.Purged(1, 17, false),
                                new Reply.Failed(1, ErrorCode.NO_LEADER, "n"),
                                new Reply.Failed(1, ErrorCode.TIMEOUT, "n"),
                                new Reply.Failed(1, ErrorCode.OVERLOADED, "n"),
                                new Reply.Failed(1, ErrorCode.TOO_LARGE, "n")));
        cluster.join((request, answer) -> {
            asked.add(request.apply(8));
            answer.accept(replies.removeFirst());
        });
        for (int i = 0; i < 5; i++) {
            cluster.order(order, told::add);
        }
        Request.Purge expected =
                new Request.Purge(
                        8, Request.Purge.Target.PREFIX, List.of(Bytes.utf8("img/")), true);
        assertEquals(expected, asked.getFirst());
        assertEquals(new Outcome.Done(17, false), told.removeFirst());
        assertEquals(
                List.of(Reason.NO_LEADER, Reason.TIMEOUT, Reason.OVERLOADED, Reason.REFUSED),
                told.stream().map(RaftClusterTest::reason).toList());
    }

    private static Reason reason(Outcome outcome) {
        return assertInstanceOf(Outcome.Unknown.class, outcome).reason();
    }

    @Test
    void aNameThatTheClusterDoesNotTakeIsRefused() {
        RaftCluster cluster = cluster(0);
        cluster.join((_, _) -> asked.add(new Request.Status(1)));
        List<Outcome> told = new ArrayList<>();
        cluster.order(Order.key("a\nb"), told::add);
        assertEquals(Reason.REFUSED, reason(told.getFirst()));
        assertEquals(List.of(), asked);
    }

    @Test
    void ordersForWhichNobodyWaitsAreFew() {
        RaftCluster cluster = cluster(0);
        List<Consumer<Reply>> open = new ArrayList<>();
        cluster.join((_, answer) -> open.add(answer));
        for (int i = 0; i < 1000; i++) {
            cluster.orderSoon(Order.key("k" + i));
        }
        assertEquals(256, open.size());
        open.removeFirst().accept(new Reply.Purged(1, 1, false));
        cluster.orderSoon(Order.key("again"));
        assertEquals(256, open.size());
    }
}

package io.neurocache.raft.server;

import io.neurocache.raft.Configuration;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Leader;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.kv.KvPurge;
import io.neurocache.raft.kv.KvStateMachine;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What this server does for caches: for the one beside it, which asks for leases, and as the leader
 * for those of all members, which it grants (docs/decisions/0009). Event loop only.
 */
final class CacheSide {
    private final RaftNode node;
    private final @Nullable CacheListener cache;
    private final long leaseNanos;
    private final Leases leases;
    private final LeaseKeeper keeper;
    private final Questions questions;

    /** Of the last change of members that was applied, or of the snapshot before it. */
    private Configuration configuration;

    /**
     * Makes one.
     *
     * @param cache beside this server, or null where there is none
     * @param way how a question reaches the leader
     */
    CacheSide(
            RaftServerConfig config,
            RaftNode node,
            @Nullable CacheListener cache,
            Questions.Way way,
            long nowNanos) {
        this.node = node;
        this.cache = cache;
        this.leaseNanos = config.lease().toNanos();
        this.leases = new Leases(leaseNanos, nowNanos);
        this.keeper = new LeaseKeeper(config.id(), leaseNanos, nowNanos);
        this.questions = new Questions(way, firstId(nowNanos));
        this.configuration = node.appliedSnapshot().configuration();
    }

    /**
     * The clock goes on where an earlier process ended that has asked less than once a nanosecond.
     * Kept within what a double can count, as JSON's numbers are often read as such.
     */
    private static long firstId(long nowNanos) {
        return nowNanos & ((1L << 52) - 1);
    }

    private boolean isLeading() {
        return node.role() instanceof Leader;
    }

    // ---- The cache beside this server.

    /** The state machine is this one from now on. */
    void follow(KvStateMachine kv) {
        if (cache != null) {
            cache.restored(kv.appliedIndex(), kv.purges(), kv.forgottenPurges());
            edgesChanged(kv);
        }
    }

    /** Edges have told how they are reached, or others are members. */
    void edgesChanged(KvStateMachine kv) {
        if (cache != null) {
            cache.edges(
                    kv.edges().stream()
                            .filter(edge -> node.configuration().contains(edge.member()))
                            .toList());
        }
    }

    /**
     * As {@link #follow}, with a leader's snapshot: changes of members may have been passed over.
     */
    void restored(SnapshotMeta snapshot, KvStateMachine kv, long nowNanos) {
        configuration = snapshot.configuration();
        leases.book().skipped(nowNanos);
        keeper.restored();
        follow(kv);
    }

    /** Edges are to fetch objects; perhaps this one. */
    void preload(Request.Preload preload) {
        boolean isForAll = preload.members().isEmpty();
        if (cache != null && (isForAll || preload.members().contains((long) node.id()))) {
            cache.preload(preload.keys());
        }
    }

    /** Entries were applied. */
    void applied(KvStateMachine kv) {
        if (cache != null) {
            cache.applied(kv.appliedIndex());
        }
    }

    /** Asks the leader something on the cache's behalf; answered once. */
    void ask(
            LongFunction<Request> request,
            long deadlineNanos,
            long nowNanos,
            Consumer<Reply> answer) {
        questions.ask(request, true, deadlineNanos, nowNanos, answer);
    }

    /** The leader has answered a question of ours. */
    void answered(Reply reply) {
        questions.answered(reply);
    }

    /** Asks for the lease where it is time to; at the end of a turn. */
    void askForLease(KvStateMachine kv, long nowNanos) {
        CacheListener told = cache;
        if (told == null || !keeper.isDue(nowNanos)) {
            return;
        }
        Request.Lease question = keeper.ask(0, kv.appliedIndex(), nowNanos);
        questions.ask(
                id ->
                        new Request.Lease(
                                id, question.member(), question.applied(), question.found()),
                false,
                nowNanos + leaseNanos,
                nowNanos,
                reply -> {
                    if (reply instanceof Reply.Leased(long _, long index)) {
                        keeper.answered(question);
                        told.granted(nowNanos, index);
                    }
                });
    }

    // ---- Every member's, while this server leads.

    /**
     * A purge was applied.
     *
     * @param asker who asked this server for it, or null
     */
    void purged(Entry entry, Request.Purge purge, @Nullable Asker asker, long nowNanos) {
        boolean isFound = purge.target() != Request.Purge.Target.KEYS;
        if (cache != null) {
            isFound |= cache.purged(new KvPurge(entry.index(), purge));
            keeper.purged(entry.index(), isFound);
        }
        if (asker != null) {
            leases.park(entry.index(), asker, isFound, nowNanos);
        }
    }

    /**
     * A member asks for a lease. It has to be noted before it is answered, and is answered like a
     * read. Null where it may be; else why not.
     */
    @Nullable Reply asked(Request.Lease question, long nowNanos) {
        if (!isLeading()) {
            return null;
        }
        if (!isMember(question.member())) {
            return new Reply.Failed(0, ErrorCode.UNAUTHORIZED, "it is no member");
        }
        leases.asked(question, nowNanos);
        return null;
    }

    /**
     * Whether a server may be granted leases: it is a member, and that is committed. Of one that
     * was added by an entry that may yet be lost the next leader would not know, and not wait.
     */
    private boolean isMember(int id) {
        return node.configuration().contains(id)
                && node.appliedSnapshot().configuration().contains(id);
    }

    void becameLeader(long nowNanos) {
        leases.book().elected(node.configuration().all(), nowNanos);
    }

    void steppedDown(Reply refusal) {
        leases.steppedDown(refusal);
    }

    void leaderChanged(long nowNanos) {
        keeper.leaderChanged();
        questions.leaderChanged(nowNanos);
    }

    /**
     * A change of members was applied: whoever is not in it gets no lease any more. To hear of each
     * when it comes into the log would be sooner, but the core tells only the last of those that
     * come at once, and a member that came and went between two of them would be missed. Applied
     * they are one by one, and before any purge behind them.
     */
    void follow(Configuration next, long nowNanos) {
        SortedSet<Integer> gone = new TreeSet<>(configuration.all());
        gone.removeAll(next.all());
        gone.forEach(member -> leases.book().left(member, nowNanos));
        configuration = next;
    }

    void tick(long nowNanos) {
        leases.settle(nowNanos);
        questions.tick(nowNanos);
    }

    void close() {
        questions.close();
    }
}

package io.neurocache.raft.server;

import io.neurocache.raft.kv.KvStateMachine;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.slab.Check;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/**
 * The clients' linearizable reads: those of one turn of the loop ask the core once, together.
 *
 * <p>Bounded by the requests that each connection may have under way. Event loop only.
 */
final class Reads {
    private static final Reply.Failed NO_ANSWER =
            new Reply.Failed(0, ErrorCode.TIMEOUT, "no majority confirmed the leader in time");

    private static final Reply.Failed FULL =
            new Reply.Failed(0, ErrorCode.OVERLOADED, "too many answers wait to be sent");

    private final BooleanSupplier isOutFull;
    private final IntPredicate isMember;
    private List<Read> batch = new ArrayList<>();
    private final Deque<Batch> asked = new ArrayDeque<>();

    /** One read: a get, a scan, or a lease, which is a read that stays true for a while. */
    private record Read(Asker asker, Request request) {}

    private record Batch(long readId, List<Read> reads) {}

    /**
     * Those of one server.
     *
     * @param isOutFull too many answers wait to be sent: reads are refused
     * @param isMember who belongs to the cluster: what others had cached is not told of
     */
    Reads(BooleanSupplier isOutFull, IntPredicate isMember) {
        this.isOutFull = isOutFull;
        this.isMember = isMember;
    }

    void add(Asker asker, Request request) {
        batch.add(new Read(asker, request));
    }

    boolean hasBatch() {
        return !batch.isEmpty();
    }

    /** Takes the reads of this turn; {@link #ready} or {@link #refused} ends them. */
    void ask(long readId) {
        asked.addLast(new Batch(readId, batch));
        batch = new ArrayList<>();
    }

    /** The state machine may answer all that were asked under this id. */
    void ready(long readId, long readIndex, KvStateMachine kv) {
        for (Read read : take(readId)) {
            read.asker().answer(answer(kv, read.request(), readIndex));
        }
    }

    /** A read's answer, as the state machine stands. */
    Reply answer(KvStateMachine kv, Request request, long readIndex) {
        if (isOutFull.getAsBoolean()) {
            return FULL;
        }
        return switch (request) {
            case Request.Get get -> kv.get(get, readIndex);
            case Request.Scan scan -> kv.scan(scan, readIndex);
            case Request.Entries entries -> entries(kv.entries(entries, readIndex));
            case Request.Lease lease -> new Reply.Leased(lease.id(), readIndex);
            default -> throw new IllegalArgumentException("not a read");
        };
    }

    /** A member that was removed leaves what it told in the state machine. */
    private Reply entries(Reply.EntriesTold told) {
        List<CacheEntry> entries =
                told.entries().stream().map(entry -> entry.among(isMember)).toList();
        return new Reply.EntriesTold(told.id(), entries, told.more());
    }

    void refused(long readId, Reply reason) {
        take(readId).forEach(read -> read.asker().answer(reason));
    }

    private List<Read> take(long readId) {
        for (var batches = asked.iterator(); batches.hasNext(); ) {
            Batch next = batches.next();
            if (next.readId() == readId) {
                batches.remove();
                return next.reads();
            }
        }
        // Its time was over before the core answered.
        return List.of();
    }

    /** Tells those whose time is over. */
    void expire(long nowNanos) {
        while (!asked.isEmpty() && isOver(asked.getFirst(), nowNanos)) {
            asked.removeFirst().reads().forEach(read -> read.asker().answer(NO_ANSWER));
        }
    }

    /** The reads of one batch came in one turn, so the first one's time stands for all. */
    private static boolean isOver(Batch batch, long nowNanos) {
        Check.invariant(!batch.reads().isEmpty(), "an empty batch of reads was asked");
        return batch.reads().getFirst().asker().deadlineNanos() - nowNanos <= 0;
    }
}

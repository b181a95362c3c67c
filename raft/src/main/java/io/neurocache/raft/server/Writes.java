package io.neurocache.raft.server;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Event;
import io.neurocache.raft.Payload;
import io.neurocache.raft.kv.KvResult;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The clients' writes: those that came in this turn of the loop and go to the core together, and
 * those in the log that wait to be applied.
 *
 * <p>Bounded by what the core takes uncommitted. Event loop only.
 */
final class Writes {
    private static final Reply.Failed UNKNOWN =
            new Reply.Failed(0, ErrorCode.TIMEOUT, "the write was not confirmed in time");

    private final int maxBatchBytes;
    private final List<Payload.Command> commands = new ArrayList<>();
    private final List<Asker> askers = new ArrayList<>();
    private final Deque<Slot> waiting = new ArrayDeque<>();
    private int batchBytes;
    private long askedId;

    /** A client's write, by its place in the log. */
    private record Slot(long index, long term, Asker asker) {}

    Writes(int maxBatchBytes) {
        this.maxBatchBytes = maxBatchBytes;
    }

    /** Puts a write with the others of this turn; true once they should go to the core. */
    boolean add(Asker asker, Bytes command) {
        commands.add(new Payload.Command(command));
        askers.add(asker);
        batchBytes += command.length();
        return batchBytes >= maxBatchBytes;
    }

    boolean hasBatch() {
        return !commands.isEmpty();
    }

    /** How many writes wait to be applied. */
    int waiting() {
        return waiting.size();
    }

    /** The writes of this turn; {@link #accepted} or {@link #refused} must follow. */
    Event.Proposed batch(long proposalId) {
        askedId = proposalId;
        Event.Proposed batch = new Event.Proposed(proposalId, commands);
        commands.clear();
        batchBytes = 0;
        return batch;
    }

    /** The batch is in the log. What an earlier log held from there on is gone for good. */
    void accepted(Effect.Accepted accepted, Reply.Failed lost) {
        while (!waiting.isEmpty() && waiting.getLast().index() >= accepted.firstIndex()) {
            waiting.removeLast().asker().answer(lost);
        }
        long index = accepted.firstIndex();
        for (Asker asker : askers) {
            waiting.addLast(new Slot(index++, accepted.term(), asker));
        }
        askers.clear();
    }

    /** The batch was not taken; does nothing where the id is not the batch's. */
    void refused(long proposalId, Reply reason) {
        if (proposalId != askedId) {
            return;
        }
        askers.forEach(asker -> asker.answer(reason));
        askers.clear();
    }

    /**
     * An entry has been applied. Returns whoever asked for it and has no answer yet, as it was a
     * purge, which is over only when every edge has applied it; else null.
     *
     * @param lost what a client is told whose entry another leader's has replaced
     */
    @Nullable Asker applied(long index, long term, @Nullable KvResult result, Reply.Failed lost) {
        while (!waiting.isEmpty() && waiting.getFirst().index() <= index) {
            Slot slot = waiting.removeFirst();
            if (slot.index() < index) {
                slot.asker().answer(UNKNOWN);
            } else if (slot.term() == term && result instanceof KvResult.Purged) {
                return slot.asker();
            } else if (slot.term() == term && result != null) {
                slot.asker().answer(result.reply(slot.asker().id()));
            } else {
                slot.asker().answer(lost);
            }
        }
        return null;
    }

    /** Tells those whose time is over that nobody knows what came of it. */
    void expire(long nowNanos) {
        while (!waiting.isEmpty() && waiting.getFirst().asker().deadlineNanos() - nowNanos <= 0) {
            waiting.removeFirst().asker().answer(UNKNOWN);
        }
    }
}

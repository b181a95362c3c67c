package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Event;
import io.neurocache.raft.kv.KvResult;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which answer a client's write gets, whatever becomes of the leader that took it. */
class WritesTest {
    private static final Reply.Failed LOST = new Reply.Failed(0, ErrorCode.TIMEOUT, "lost");
    private static final Reply.Failed NO = new Reply.Failed(0, ErrorCode.OVERLOADED, "no");
    private static final Bytes COMMAND = Bytes.utf8("{}");
    private static final int MAX_BATCH_BYTES = 10;

    private final Writes writes = new Writes(MAX_BATCH_BYTES);
    private final List<Reply> replies = new ArrayList<>();

    private void add(long id) {
        add(id, Long.MAX_VALUE);
    }

    private void add(long id, long deadlineNanos) {
        writes.add(
                new Asker((_, reply) -> replies.add(reply), id, Meter.Op.PUT, deadlineNanos),
                COMMAND);
    }

    /** So many writes, from this id on, that the core takes as one batch. */
    private void accepted(long firstId, int count, long firstIndex, long term) {
        for (long id = firstId; id < firstId + count; id++) {
            add(id);
        }
        writes.batch(firstId);
        writes.accepted(new Effect.Accepted(firstId, count, firstIndex, term), LOST);
    }

    private void applied(long index, long term) {
        writes.applied(index, term, new KvResult.Written(index), LOST);
    }

    private static Reply written(long id, long index) {
        return new Reply.Written(id, index);
    }

    private static Reply lost(long id) {
        return new Reply.Failed(id, LOST.code(), LOST.message());
    }

    @Test
    void aBatchIsDueOnceItHasTheBytesOfOneMessage() {
        for (int i = 1; i < MAX_BATCH_BYTES / COMMAND.length(); i++) {
            assertFalse(
                    writes.add(
                            new Asker((_, reply) -> replies.add(reply), i, Meter.Op.PUT, 0),
                            COMMAND));
        }
        assertTrue(
                writes.add(
                        new Asker((_, reply) -> replies.add(reply), 5, Meter.Op.PUT, 0), COMMAND));
        Event.Proposed batch = writes.batch(1);
        assertEquals(5, batch.commands().size());
        assertFalse(writes.hasBatch());
    }

    @Test
    void eachWriteIsAnsweredWhenItsEntryIsApplied() {
        accepted(1, 3, 10, 1);
        applied(10, 1);
        assertEquals(List.of(written(1, 10)), replies);
        applied(11, 1);
        applied(12, 1);
        assertEquals(List.of(written(1, 10), written(2, 11), written(3, 12)), replies);
        assertEquals(0, writes.waiting());
    }

    @Test
    void anotherLeadersEntryInItsPlaceMeansThatAWriteIsLost() {
        accepted(1, 2, 10, 1);
        applied(10, 2);
        assertEquals(List.of(lost(1)), replies);
        writes.applied(11, 2, null, LOST);
        assertEquals(List.of(lost(1), lost(2)), replies);
    }

    @Test
    void whoLeadsAgainAnswersTheOldWritesThatSurvivedAndNotThoseItReplaced() {
        accepted(1, 3, 10, 1);
        // Leader again in term 3: the first of them was kept by all, the rest was cut.
        accepted(7, 1, 11, 3);
        assertEquals(List.of(lost(3), lost(2)), replies);
        applied(10, 1);
        applied(11, 3);
        assertEquals(List.of(lost(3), lost(2), written(1, 10), written(7, 11)), replies);
    }

    @Test
    void aSnapshotOverAWritesEntryLeavesItsOutcomeUnknown() {
        accepted(1, 2, 10, 1);
        applied(11, 1);
        Reply.Failed unknown = (Reply.Failed) replies.getFirst();
        assertEquals(ErrorCode.TIMEOUT, unknown.code());
        assertEquals(1, unknown.id());
        assertEquals(written(2, 11), replies.getLast());
    }

    @Test
    void aRefusedBatchIsRefusedWholeAndNothingElse() {
        accepted(1, 1, 10, 1);
        add(2);
        add(3);
        writes.batch(5);
        writes.refused(4, NO);
        assertEquals(List.of(), replies, "another proposal was refused");
        writes.refused(5, NO);
        assertEquals(
                List.of(
                        new Reply.Failed(2, NO.code(), NO.message()),
                        new Reply.Failed(3, NO.code(), NO.message())),
                replies);
        writes.refused(5, NO);
        assertEquals(2, replies.size(), "a batch is refused once");
        applied(10, 1);
        assertEquals(written(1, 10), replies.getLast());
    }

    @Test
    void whoseTimeIsOverIsToldThatTheOutcomeIsUnknown() {
        add(1, 100);
        add(2, 200);
        writes.batch(1);
        writes.accepted(new Effect.Accepted(1, 2, 10, 1), LOST);
        writes.expire(99);
        assertEquals(List.of(), replies);
        writes.expire(100);
        assertEquals(1, replies.size());
        assertEquals(ErrorCode.TIMEOUT, ((Reply.Failed) replies.getFirst()).code());
        applied(10, 1);
        applied(11, 1);
        assertEquals(written(2, 11), replies.getLast());
        assertEquals(2, replies.size());
    }
}

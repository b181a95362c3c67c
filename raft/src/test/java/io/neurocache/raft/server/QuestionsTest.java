package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.HardState;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private static final long SECOND = 1_000_000_000;
    private static final long FIRST_ID = 100;

    private final List<Long> sent = new ArrayList<>();
    private final List<Reply> answers = new ArrayList<>();
    private int leader = 1;

    private final Questions questions =
            new Questions(
                    new Questions.Way() {
                        @Override
                        public int leader() {
                            return leader;
                        }

                        @Override
                        public boolean ask(int asked, Request request, Bytes command) {
                            sent.add(request.id());
                            return true;
                        }
                    },
                    FIRST_ID);

    private void purge(int keys, int keyBytes) {
        List<Bytes> names = Collections.nCopies(keys, Bytes.utf8("k".repeat(keyBytes)));
        questions.ask(
                id -> new Request.Purge(id, Request.Purge.Target.KEYS, names, false),
                true,
                5 * SECOND,
                0,
                answers::add);
    }

    @Test
    void aQuestionIsAskedAgainUntilItIsAnsweredAndAnsweredOnce() {
        purge(1, 5);
        questions.tick(SECOND);
        assertEquals(List.of(FIRST_ID), sent, "too soon");
        questions.tick(2 * SECOND);
        assertEquals(List.of(FIRST_ID, FIRST_ID), sent);
        questions.answered(new Reply.Failed(FIRST_ID, ErrorCode.TIMEOUT, "not in time"));
        questions.tick(3 * SECOND);
        assertEquals(3, sent.size());
        Reply done = new Reply.Purged(FIRST_ID, 7, true);
        questions.answered(done);
        questions.answered(done);
        assertEquals(List.of(done), answers);
    }

    @Test
    void anotherLeaderIsAskedAtOnce() {
        leader = HardState.NOBODY;
        purge(1, 5);
        assertEquals(0, sent.size());
        leader = 2;
        questions.leaderChanged(SECOND);
        assertEquals(List.of(FIRST_ID), sent);
    }

    @Test
    void whatIsNotAnsweredEndsInTime() {
        purge(1, 5);
        questions.tick(5 * SECOND);
        assertEquals(
                ErrorCode.TIMEOUT, assertInstanceOf(Reply.Failed.class, answers.getFirst()).code());
    }

    @Test
    void soManyBytesMayBeUnderWayAndNoMore() {
        for (int i = 0; i < 3; i++) {
            purge(100, 10_000);
        }
        assertEquals(List.of(), answers, "the third finds a little room");
        purge(1, 1);
        assertEquals(
                ErrorCode.OVERLOADED,
                assertInstanceOf(Reply.Failed.class, answers.getFirst()).code());
        questions.answered(new Reply.Purged(FIRST_ID, 7, true));
        purge(1, 1);
        assertEquals(2, answers.size(), "there is room again");
    }
}

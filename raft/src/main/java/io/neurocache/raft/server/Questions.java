package io.neurocache.raft.server;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.HardState;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.RequestWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * What this server itself asks of the leader, wherever that is, on the connections that the servers
 * have anyway.
 *
 * <p>A question that may be asked twice is asked again: when somebody else leads, when a server has
 * answered that it does not, and when there was no answer for a while; all until its deadline.
 * Event loop only.
 */
final class Questions {
    /** Questions under way; more are refused. */
    private static final int MAX = 4096;

    /**
     * Bytes of questions under way; beyond, a further one is refused. As many as a leader and all
     * who follow it can apply before a question is asked again: else what is asked twice would keep
     * what is asked once from ever being answered.
     */
    private static final long MAX_BYTES = 2 << 20;

    /** Without an answer for so long it is asked again: the frame may have been lost. */
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private static final Reply.Failed TOO_MANY =
            Refusals.overloaded("too many questions to the leader are under way");

    private static final Reply.Failed NO_ANSWER =
            new Reply.Failed(0, ErrorCode.TIMEOUT, "the leader did not answer in time");

    private static final Reply.Failed NOBODY_LEADS =
            new Reply.Failed(0, ErrorCode.NO_LEADER, "no leader is known");

    private final Way way;
    private final ByteSink sink = new ByteSink();
    private final Map<Long, Question> underWay = new LinkedHashMap<>();
    private long bytesUnderWay;
    private long nextId;

    /** Brings a question to a server. */
    interface Way {
        /** Who leads, as far as this server knows; or {@link HardState#NOBODY}. */
        int leader();

        /** Asks; false where that server cannot be reached now. */
        boolean ask(int leader, Request request, Bytes command);
    }

    private static final class Question {
        private final Request request;
        private final Bytes command;
        private final Consumer<Reply> answer;
        private final long deadlineNanos;
        private final boolean isRepeatable;
        private int askedOf = HardState.NOBODY;
        private long askedNanos;

        Question(
                Request request,
                Bytes command,
                Consumer<Reply> answer,
                long deadlineNanos,
                boolean isRepeatable) {
            this.request = request;
            this.command = command;
            this.answer = answer;
            this.deadlineNanos = deadlineNanos;
            this.isRepeatable = isRepeatable;
        }

        boolean isDueAgain(long nowNanos) {
            return isRepeatable
                    && (askedOf == HardState.NOBODY || nowNanos - askedNanos >= PATIENCE_NANOS);
        }
    }

    /**
     * No question yet.
     *
     * @param firstId one that no earlier process of this server has come to: what that had asked
     *     may be answered now
     */
    Questions(Way way, long firstId) {
        this.way = way;
        this.nextId = firstId;
    }

    /** Asks once, or again and again until the deadline; it is answered once in any case. */
    void ask(
            LongFunction<Request> request,
            boolean isRepeatable,
            long deadlineNanos,
            long nowNanos,
            Consumer<Reply> answer) {
        if (underWay.size() >= MAX || bytesUnderWay >= MAX_BYTES) {
            answer.accept(TOO_MANY);
            return;
        }
        Request named = request.apply(nextId++);
        Question question =
                new Question(named, encoded(named), answer, deadlineNanos, isRepeatable);
        underWay.put(named.id(), question);
        bytesUnderWay += question.command.length();
        ask(question, nowNanos);
        if (question.askedOf == HardState.NOBODY && !isRepeatable) {
            end(question, NOBODY_LEADS);
        }
    }

    private Bytes encoded(Request request) {
        sink.reset();
        RequestWriter.write(request, sink);
        return Bytes.wrap(Arrays.copyOf(sink.array(), sink.length()));
    }

    private void ask(Question question, long nowNanos) {
        int leader = way.leader();
        question.askedNanos = nowNanos;
        question.askedOf = leader;
        if (leader != HardState.NOBODY && !way.ask(leader, question.request, question.command)) {
            question.askedOf = HardState.NOBODY;
        }
    }

    private void end(Question question, Reply reply) {
        // Only the first answer counts: a question that was asked twice may get two.
        if (underWay.remove(question.request.id(), question)) {
            bytesUnderWay -= question.command.length();
            question.answer.accept(reply);
        }
    }

    /** A server has answered. */
    void answered(Reply reply) {
        Question question = underWay.get(reply.id());
        if (question == null) {
            return;
        }
        if (question.isRepeatable && isToBeAskedAgain(reply)) {
            question.askedOf = HardState.NOBODY;
        } else {
            end(question, reply);
        }
    }

    private static boolean isToBeAskedAgain(Reply reply) {
        return switch (reply) {
            case Reply.NotLeader _ -> true;
            case Reply.Failed(long _, ErrorCode code, String _) ->
                    code == ErrorCode.NO_LEADER || code == ErrorCode.TIMEOUT;
            default -> false;
        };
    }

    /** Somebody leads, or nobody does any more. */
    void leaderChanged(long nowNanos) {
        if (way.leader() == HardState.NOBODY) {
            return;
        }
        for (Question question : List.copyOf(underWay.values())) {
            if (question.isRepeatable && question.askedOf != way.leader()) {
                ask(question, nowNanos);
            }
        }
    }

    /** Asks again what is due, and ends what is over. */
    void tick(long nowNanos) {
        if (underWay.isEmpty()) {
            return;
        }
        for (Question question : new ArrayList<>(underWay.values())) {
            if (question.deadlineNanos - nowNanos <= 0) {
                end(question, way.leader() == HardState.NOBODY ? NOBODY_LEADS : NO_ANSWER);
            } else if (question.isDueAgain(nowNanos)) {
                ask(question, nowNanos);
            }
        }
    }

    /** Ends everything: the server stops. */
    void close() {
        List.copyOf(underWay.values()).forEach(question -> end(question, NO_ANSWER));
    }
}

package io.neurocache.raft.server;

import io.neurocache.raft.wire.Reply;

/**
 * A client's request that waits for its answer. Event loop only.
 *
 * @param id the client's name for the request
 * @param op what it is counted as
 * @param deadlineNanos when it is told that no answer came in time
 */
record Asker(PortConnection connection, long id, Meter.Op op, long deadlineNanos) {

    /** Answers, with the request's id in place of the reply's. */
    void answer(Reply reply) {
        connection.answer(this, withId(reply));
    }

    private Reply withId(Reply reply) {
        return switch (reply) {
            case Reply.Failed(long _, var code, String message) ->
                    new Reply.Failed(id, code, message);
            case Reply.NotLeader(long _, String leader, String message) ->
                    new Reply.NotLeader(id, leader, message);
            case Reply.Done _,
                    Reply.Written _,
                    Reply.Found _,
                    Reply.Scanned _,
                    Reply.StatusTold _,
                    Reply.Piece _,
                    Reply.MembersTold _,
                    Reply.CasFailed _ ->
                    reply;
        };
    }
}

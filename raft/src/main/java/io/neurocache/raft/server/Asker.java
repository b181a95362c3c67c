package io.neurocache.raft.server;

import io.neurocache.raft.wire.Reply;

/**
 * A client's request that waits for its answer. Event loop only.
 *
 * @param source where the request came from and its answer goes
 * @param id the client's name for the request
 * @param op what it is counted as
 * @param deadlineNanos when it is told that no answer came in time
 */
record Asker(Source source, long id, Meter.Op op, long deadlineNanos) {

    /** Takes the answers to what it has asked. */
    interface Source {
        /** Takes the one answer to a request that is under way. */
        void answer(Asker asker, Reply reply);
    }

    /** Answers, with the request's id in place of the reply's. */
    void answer(Reply reply) {
        source.answer(this, withId(reply));
    }

    private Reply withId(Reply reply) {
        if (reply.id() == id) {
            return reply;
        }
        return switch (reply) {
            case Reply.Done _ -> new Reply.Done(id);
            case Reply.Written(long _, long index) -> new Reply.Written(id, index);
            case Reply.Purged(long _, long index, boolean found) ->
                    new Reply.Purged(id, index, found);
            case Reply.EntriesTold(long _, var entries, boolean more) ->
                    new Reply.EntriesTold(id, entries, more);
            case Reply.Leased(long _, long index) -> new Reply.Leased(id, index);
            case Reply.Found(long _, var value, long index) -> new Reply.Found(id, value, index);
            case Reply.Scanned(long _, var items, boolean more) ->
                    new Reply.Scanned(id, items, more);
            case Reply.StatusTold(long _, var status) -> new Reply.StatusTold(id, status);
            case Reply.MembersTold(long _, var members) -> new Reply.MembersTold(id, members);
            case Reply.CasFailed(long _, var actual, String message) ->
                    new Reply.CasFailed(id, actual, message);
            case Reply.Failed(long _, var code, String message) ->
                    new Reply.Failed(id, code, message);
            case Reply.NotLeader(long _, String leader, String message) ->
                    new Reply.NotLeader(id, leader, message);
            case Reply.Piece(long _, var data, boolean done) -> new Reply.Piece(id, data, done);
        };
    }
}

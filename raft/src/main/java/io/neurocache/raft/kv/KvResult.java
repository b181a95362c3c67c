package io.neurocache.raft.kv;

import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;

/** What a write came to; the same on every server. Immutable; safe from any thread. */
public sealed interface KvResult {

    /** The key holds the value since this entry of the log. */
    record Written(long index) implements KvResult {}

    /** The key was there and is gone. */
    record Deleted() implements KvResult {}

    /** There was no such key to delete. */
    record NotFound() implements KvResult {}

    /** Something else than the expected was there. */
    record CasFailed(Content actual) implements KvResult {}

    /**
     * As {@link CasFailed}, told again to a client that retries, of a value that was too long to be
     * remembered.
     */
    record CasFailedBefore() implements KvResult {}

    /** The purge is in force for whoever applies this entry of the log. */
    record Purged(long index, Request.Purge purge) implements KvResult {}

    /** A member's edge is reached and known so from now on. */
    record Announced(long index) implements KvResult {}

    /** Edges are to fetch objects. */
    record Preload(long index, Request.Preload preload) implements KvResult {}

    /** Nothing was done: the command is none, or is too old to be known. */
    record Rejected(ErrorCode code, String message) implements KvResult {}

    /** The answer to the client. */
    default Reply reply(long id) {
        return switch (this) {
            case Written(long index) -> new Reply.Written(id, index);
            case Deleted() -> new Reply.Done(id);
            case NotFound() -> new Reply.Failed(id, ErrorCode.NOT_FOUND, "there is no such key");
            case CasFailed(Content actual) ->
                    new Reply.CasFailed(id, actual, "the value is not the expected one");
            case CasFailedBefore() ->
                    new Reply.Failed(
                            id, ErrorCode.CAS_FAILED, "the value was not the expected one");
            // Whether an edge had it only edges know: who asks them answers.
            case Purged(long index, var _) -> new Reply.Purged(id, index, true);
            case Announced(long index) -> new Reply.Written(id, index);
            case Preload(long index, var _) -> new Reply.Written(id, index);
            case Rejected(ErrorCode code, String message) -> new Reply.Failed(id, code, message);
        };
    }
}

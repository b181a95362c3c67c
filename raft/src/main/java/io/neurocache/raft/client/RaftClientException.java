package io.neurocache.raft.client;

import io.neurocache.raft.wire.ErrorCode;
import java.io.IOException;

/**
 * A call that did not come to an answer it could use.
 *
 * <p>Immutable; safe from any thread.
 */
public final class RaftClientException extends IOException {
    private static final long serialVersionUID = 1;

    /** What went wrong, by what a caller can do about it. */
    public enum Trouble {
        /** No server could be reached: later, or with other endpoints. */
        UNREACHABLE,
        /** No answer in time: later. */
        TIMEOUT,
        /** Nobody leads, or the servers do not agree who does: later. */
        NO_LEADER,
        /** Too much is under way at the server: later. */
        OVERLOADED,
        /** The connection may not do this. */
        UNAUTHORIZED,
        /** There is no such member. */
        NOT_FOUND,
        /** The server said no for good: the request is wrong, or the server failed. */
        REFUSED,
        /** What answered is no NeuroCache. */
        NOT_UNDERSTOOD
    }

    private final Trouble trouble;
    private final String where;
    private final boolean mayHaveHappened;

    RaftClientException(Trouble trouble, String message, String where, boolean mayHaveHappened) {
        super(message);
        this.trouble = trouble;
        this.where = where;
        this.mayHaveHappened = mayHaveHappened;
    }

    static RaftClientException of(
            ErrorCode code, String message, Endpoint where, boolean mayHaveHappened) {
        return new RaftClientException(trouble(code), message, where.toString(), mayHaveHappened);
    }

    private static Trouble trouble(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> Trouble.NOT_FOUND;
            case NOT_LEADER, NO_LEADER -> Trouble.NO_LEADER;
            case TIMEOUT -> Trouble.TIMEOUT;
            case OVERLOADED -> Trouble.OVERLOADED;
            case UNAUTHORIZED -> Trouble.UNAUTHORIZED;
            case INVALID_KEY, INVALID_REQUEST, TOO_LARGE, CAS_FAILED, INTERNAL -> Trouble.REFUSED;
        };
    }

    /** What went wrong. */
    public Trouble trouble() {
        return trouble;
    }

    /** The endpoint it went wrong at, or all that were tried. */
    public String where() {
        return where;
    }

    /** Whether what was asked may have been done all the same, or may still be done. */
    public boolean mayHaveHappened() {
        return mayHaveHappened;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}

package io.neurocache.raft.wire;

import java.io.IOException;

/**
 * Bytes from outside that are not what they should be: to be answered where an answer is possible.
 *
 * <p>It carries no stack trace: bad frames may come by the thousand, and where they were refused is
 * said by the message. Confined to the thread that reads.
 */
public final class WireException extends IOException {
    private static final long serialVersionUID = 1;

    /** Stands for the id of a request whose id could not be read. */
    public static final long NO_ID = -1;

    private final ErrorCode code;
    private final long id;
    private final boolean framingLost;

    private WireException(ErrorCode code, String message, long id, boolean framingLost) {
        super(message);
        this.code = code;
        this.id = id;
        this.framingLost = framingLost;
    }

    /** A frame whose content is refused; the next frame can be read. */
    public static WireException refused(ErrorCode code, String message, long id) {
        return new WireException(code, message, id, false);
    }

    /** A frame whose end cannot be found: nothing more can be read from the connection. */
    public static WireException framingLost(ErrorCode code, String message) {
        return new WireException(code, message, NO_ID, true);
    }

    /** What to answer. */
    public ErrorCode code() {
        return code;
    }

    /** The request's id, or {@link #NO_ID}. */
    public long id() {
        return id;
    }

    /** Whether the connection is to be closed after the answer. */
    public boolean isFramingLost() {
        return framingLost;
    }

    /** The answer to the request. */
    public Reply reply() {
        return new Reply.Failed(id, code, getMessage());
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}

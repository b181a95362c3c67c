package io.neurocache.raft.wire;

/** What can be wrong with a request; the name goes over the wire. Safe from any thread. */
public enum ErrorCode {
    /** The key is not there. */
    NOT_FOUND("NotFound"),
    /** The key is empty, too long, not Unicode, or has control characters. */
    INVALID_KEY("InvalidKey"),
    /** Not JSON, no such operation, a field that is missing, doubled or of the wrong kind. */
    INVALID_REQUEST("InvalidRequest"),
    /** The frame, the command or the value is over its limit. */
    TOO_LARGE("TooLarge"),
    /** Another server leads; the error names it. */
    NOT_LEADER("NotLeader"),
    /** Nobody is known to lead: try again after an election timeout. */
    NO_LEADER("NoLeader"),
    /** The value is not what was expected; the error tells the actual one. */
    CAS_FAILED("CasFailed"),
    /** No answer in time. The write may have happened, or may still happen. */
    TIMEOUT("Timeout"),
    /** Too much is under way: try again later. */
    OVERLOADED("Overloaded"),
    /** The connection may not do this. */
    UNAUTHORIZED("Unauthorized"),
    /** The server failed. The write may have happened. */
    INTERNAL("Internal");

    private final String text;

    ErrorCode(String text) {
        this.text = text;
    }

    /** The code as it is written on the wire. */
    public String text() {
        return text;
    }

    /**
     * Whether a write that got this error may have happened all the same, or happen later: only
     * with a client and a seq may it be sent again then.
     */
    public boolean mayHaveHappened() {
        return this == TIMEOUT || this == INTERNAL;
    }
}

package io.neurocache.raft;

/** Why a proposal, read or request was not taken; nothing of it will ever happen. */
public enum Refusal {
    /** Another server leads; the effect names it. */
    NOT_LEADER,
    /** Nobody is known to lead. */
    NO_LEADER,
    /** Too many bytes are uncommitted, or too many reads wait: try again later. */
    OVERLOADED,
    /** Leadership is being handed over. */
    TRANSFERRING,
    /** Another change of members is not over yet. */
    CHANGE_IN_PROGRESS,
    /** A server that is to vote lacks entries that have long been committed: try again later. */
    NOT_CAUGHT_UP,
    /**
     * The target is not a change that can be made: it is joint or what is in force already, leaves
     * no voter, or would let a server vote that is no learner yet.
     */
    INVALID_TARGET
}

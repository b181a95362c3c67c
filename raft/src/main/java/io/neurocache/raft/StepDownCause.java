package io.neurocache.raft;

/** Why a leader stopped leading. */
public enum StepDownCause {
    /** It saw a higher term. */
    HIGHER_TERM,
    /** For an election timeout no majority answered it. */
    NO_QUORUM,
    /** The committed configuration has no place for it. */
    REMOVED,
    /** Its disk takes nothing. */
    STORAGE_STALLED,
    /** Its state machine's disk is full. */
    APPLYING_STALLED
}

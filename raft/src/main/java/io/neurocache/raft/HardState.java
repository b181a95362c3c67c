package io.neurocache.raft;

/**
 * What a server must find again after a crash besides its log (figure 2, persistent state).
 *
 * <p>Immutable; safe from any thread.
 *
 * @param currentTerm the latest term the server has seen; 0 before the first
 * @param votedFor the candidate that got its vote in that term, or {@link #NOBODY}
 */
public record HardState(long currentTerm, int votedFor) {

    /** The id of no server. */
    public static final int NOBODY = 0;

    /** A server that has seen nothing yet. */
    public static final HardState INITIAL = new HardState(0, NOBODY);

    /** Checks the ranges. */
    public HardState {
        if (currentTerm < 0 || votedFor < NOBODY) {
            throw new IllegalArgumentException("a term or an id is below 0");
        }
    }
}

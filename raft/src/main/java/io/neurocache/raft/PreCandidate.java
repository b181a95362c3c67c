package io.neurocache.raft;

/**
 * Asks whether an election in the next term could be won, before it spends a term on one (§9.6 of
 * the dissertation).
 *
 * <p>Confined to the thread that drives the core.
 */
public final class PreCandidate implements Role {
    final Votes votes = new Votes();
    final long deadline;

    PreCandidate(long deadline) {
        this.deadline = deadline;
    }
}

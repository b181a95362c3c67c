package io.neurocache.raft;

/**
 * Stands for election in its term (§5.2).
 *
 * <p>It asks nobody, and does not count its own vote, before that vote is on disk. Until then no
 * deadline runs either: a slow disk would only be made to write one more term.
 *
 * <p>Confined to the thread that drives the core.
 */
public final class Candidate implements Role {
    final Votes votes = new Votes();

    /** Whether the leader of the last term asked this server to stand. */
    final boolean transfer;

    private boolean asking;
    private long deadline = Long.MAX_VALUE;

    Candidate(boolean transfer) {
        this.transfer = transfer;
    }

    /** Whether the vote for itself is on disk and the others have been asked. */
    boolean isAsking() {
        return asking;
    }

    long deadline() {
        return deadline;
    }

    void ask(long newDeadline) {
        asking = true;
        deadline = newDeadline;
    }
}

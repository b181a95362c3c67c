package io.neurocache.raft.sim.check;

/**
 * What was committed in a term is in the log of the leaders of all later terms (§5.4).
 *
 * <p>With {@link LogMatching} it is enough to look at the last such entry.
 */
public final class LeaderCompleteness extends Invariant {
    private final CommittedLog committed;

    /** Compares with this log. */
    public LeaderCompleteness(CommittedLog committed) {
        this.committed = committed;
    }

    @Override
    public void becameLeader(Observation node) {
        long index = committed.lastIndexBefore(node.term);
        if (index > 0 && !node.log.holds(index, committed.entry(index).term())) {
            throw violation(node, "leads without entry " + index + ", which was committed");
        }
    }
}

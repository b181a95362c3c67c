package io.neurocache.raft.wire;

/**
 * A member's edge as the cluster knows it. Immutable; safe from any thread.
 *
 * @param identity what the member told of it
 * @param isDrained whether an operator has taken it out of use, until it is put back
 */
public record KnownEdge(EdgeIdentity identity, boolean isDrained) {
    /** Whose edge it is. */
    public int member() {
        return identity.member();
    }

    /** Whether others may begin to ask it. */
    public boolean isInUse() {
        return !isDrained && !identity.isDraining();
    }
}

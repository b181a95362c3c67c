package io.neurocache.raft.sim.check;

/**
 * A server's commitIndex and lastApplied never fall while it runs, and lastApplied is not above
 * commitIndex, nor that above the end of the log.
 */
public final class MonotonicCommit extends Invariant {
    private final long[] commitIndices;
    private final long[] applied;

    /** For servers up to an id. */
    public MonotonicCommit(int maxId) {
        commitIndices = new long[maxId + 1];
        applied = new long[maxId + 1];
    }

    @Override
    public void started(Observation node) {
        commitIndices[node.id] = 0;
        applied[node.id] = 0;
        stepped(node);
    }

    @Override
    public void stepped(Observation node) {
        if (node.commitIndex < commitIndices[node.id]) {
            throw violation(node, "had committed up to " + commitIndices[node.id]);
        }
        if (node.lastApplied < applied[node.id]) {
            throw violation(node, "had applied up to " + applied[node.id]);
        }
        if (node.lastApplied > node.commitIndex) {
            throw violation(node, "applies what is not committed");
        }
        if (node.commitIndex > node.lastIndex) {
            throw violation(node, "commits behind the end of its log");
        }
        commitIndices[node.id] = node.commitIndex;
        applied[node.id] = node.lastApplied;
    }
}

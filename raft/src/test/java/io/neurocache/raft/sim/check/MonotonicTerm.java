package io.neurocache.raft.sim.check;

/** A server's currentTerm never falls; after a crash it is not below what the disk kept. */
public final class MonotonicTerm extends Invariant {
    private final long[] terms;

    /** For servers up to an id. */
    public MonotonicTerm(int maxId) {
        terms = new long[maxId + 1];
    }

    @Override
    public void started(Observation node) {
        terms[node.id] = node.disk.currentTerm();
        stepped(node);
    }

    @Override
    public void stepped(Observation node) {
        if (node.term < terms[node.id]) {
            throw violation(node, "was in term " + terms[node.id]);
        }
        terms[node.id] = node.term;
    }
}

package io.neurocache.raft.sim.check;

import io.neurocache.raft.Entry;

/**
 * If a server has applied an entry at an index, no other applies another one there (§5.4.3); each
 * applies every entry once and in order.
 */
public final class StateMachineSafety extends Invariant {
    private final CommittedLog committed;
    private final long[] checkedTo;
    private final long[] applied;

    /** For servers up to an id. */
    public StateMachineSafety(CommittedLog committed, int maxId) {
        this.committed = committed;
        checkedTo = new long[maxId + 1];
        applied = new long[maxId + 1];
    }

    @Override
    public void started(Observation node) {
        checkedTo[node.id] = node.log.baseIndex();
        applied[node.id] = node.log.baseIndex();
    }

    /** The state machine was put where a snapshot says. */
    public void restored(Observation node, long lastIncludedIndex, long lastIncludedTerm) {
        if (lastIncludedIndex > committed.lastIndex()
                || committed.entry(lastIncludedIndex).term() != lastIncludedTerm) {
            throw violation(node, "restores what is not committed: " + lastIncludedIndex);
        }
        applied[node.id] = lastIncludedIndex;
    }

    @Override
    public void stepped(Observation node) {
        long from = Math.max(checkedTo[node.id], node.log.baseIndex()) + 1;
        for (long index = from; index <= node.commitIndex; index++) {
            compare(node, node.log.entry(index), "commits");
        }
        checkedTo[node.id] = Math.max(checkedTo[node.id], node.commitIndex);
    }

    @Override
    public void applied(Observation node, Entry entry) {
        if (entry.index() != applied[node.id] + 1) {
            throw violation(node, "applies " + entry.index() + " behind entry " + applied[node.id]);
        }
        compare(node, entry, "applies");
        applied[node.id] = entry.index();
    }

    @SuppressWarnings("ReferenceEquality") // mostly it is the very same object: spares the compare
    private void compare(Observation node, Entry entry, String verb) {
        if (entry.index() > committed.lastIndex()) {
            throw violation(node, verb + " " + entry.index() + ", which is not committed");
        }
        Entry agreed = committed.entry(entry.index());
        if (agreed != entry && !agreed.equals(entry)) {
            throw violation(node, verb + " another entry " + entry.index());
        }
    }
}

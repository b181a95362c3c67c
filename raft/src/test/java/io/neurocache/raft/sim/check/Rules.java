package io.neurocache.raft.sim.check;

import io.neurocache.raft.Entry;
import java.util.List;

/** All rules of one cluster's life, and the log its servers agree on. One thread. */
public final class Rules {
    private final CommittedLog committed = new CommittedLog();
    private final StateMachineSafety stateMachineSafety;
    private final Invariant[] invariants;

    /**
     * Rules for a cluster.
     *
     * @param disks by the server's id; the first cell is not used
     */
    public Rules(Disk[] disks) {
        int maxId = disks.length - 1;
        stateMachineSafety = new StateMachineSafety(committed, maxId);
        invariants =
                new Invariant[] {
                    new ElectionSafety(),
                    new OneVoteATerm(maxId),
                    new MonotonicTerm(maxId),
                    new MonotonicCommit(maxId),
                    new LogMatching(),
                    new LeaderCompleteness(committed),
                    stateMachineSafety,
                    new NothingAcknowledgedIsLost(committed, disks),
                    new ConfigurationFollowsLog(maxId)
                };
    }

    /** What is committed so far. */
    public CommittedLog committed() {
        return committed;
    }

    /** The server has started. */
    public void started(Observation node) {
        for (Invariant invariant : invariants) {
            invariant.started(node);
        }
    }

    /** The server has asked for entries to be written. */
    public void appended(Observation node, List<Entry> entries) {
        for (Invariant invariant : invariants) {
            invariant.appended(node, entries);
        }
    }

    /** Takes over what the server is the first to see committed. */
    public void advance(Observation node) {
        long first = committed.lastIndex() + 1;
        if (node.commitIndex < first) {
            return;
        }
        if (first <= node.log.baseIndex() || node.commitIndex > node.log.lastIndex()) {
            throw new Violation(
                    "StateMachineSafety", node + " commits entries that it does not have");
        }
        for (long index = first; index <= node.commitIndex; index++) {
            committed.add(node.log.entry(index), node.term);
        }
        for (Invariant invariant : invariants) {
            invariant.committed(node, first, node.commitIndex);
        }
    }

    /** The server's step is over. */
    public void stepped(Observation node) {
        for (Invariant invariant : invariants) {
            invariant.stepped(node);
        }
    }

    /** The server's state machine is given an entry. */
    public void applied(Observation node, Entry entry) {
        stateMachineSafety.applied(node, entry);
    }

    /** The server's state machine is put where a snapshot says. */
    public void restored(Observation node, long lastIncludedIndex, long lastIncludedTerm) {
        stateMachineSafety.restored(node, lastIncludedIndex, lastIncludedTerm);
    }

    /** The server has won an election. */
    public void becameLeader(Observation node) {
        for (Invariant invariant : invariants) {
            invariant.becameLeader(node);
        }
    }

    /** The server has sent a vote. */
    public void voted(Observation node, long term, int candidate) {
        for (Invariant invariant : invariants) {
            invariant.voted(node, term, candidate);
        }
    }

    /** The server has told a leader how much of its log it has. */
    public void promised(Observation node, long term, long matchIndex) {
        for (Invariant invariant : invariants) {
            invariant.promised(node, term, matchIndex);
        }
    }

    /** A client gets its answer. */
    public void acknowledged(Observation node, Entry entry) {
        for (Invariant invariant : invariants) {
            invariant.acknowledged(node, entry);
        }
    }
}

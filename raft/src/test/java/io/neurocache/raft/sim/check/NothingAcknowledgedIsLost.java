package io.neurocache.raft.sim.check;

import io.neurocache.raft.Configuration;
import io.neurocache.raft.Entry;

/**
 * What a follower tells a leader it has, it has on its disk; what is committed is on the disks of a
 * majority (of both majorities while the configuration is joint); what a client was told is
 * committed. With {@link LeaderCompleteness} it then stays.
 */
public final class NothingAcknowledgedIsLost extends Invariant {
    private final CommittedLog committed;
    private final Disk[] disks;

    /**
     * Watches these disks.
     *
     * @param disks by the server's id
     */
    public NothingAcknowledgedIsLost(CommittedLog committed, Disk[] disks) {
        this.committed = committed;
        this.disks = disks;
    }

    @Override
    public void committed(Observation node, long first, long last) {
        long term = committed.entry(last).term();
        Configuration members = node.configuration;
        requireMajority(node, members.voters(), last, term);
        if (members.isJoint()) {
            requireMajority(node, members.outgoing(), last, term);
        }
    }

    private void requireMajority(
            Observation node, Iterable<Integer> voters, long index, long term) {
        int size = 0;
        int have = 0;
        for (int id : voters) {
            size++;
            if (disks[id].holds(index, term)) {
                have++;
            }
        }
        if (2 * have <= size) {
            throw violation(
                    node,
                    "commits " + index + " that only " + have + " of " + size + " disks have");
        }
    }

    @Override
    public void promised(Observation node, long term, long matchIndex) {
        if (matchIndex > node.disk.lastIndex()) {
            throw violation(node, "says it has " + matchIndex + ", which is not on its disk");
        }
    }

    @Override
    public void acknowledged(Observation node, Entry entry) {
        if (entry.index() > committed.lastIndex()
                || !committed.entry(entry.index()).equals(entry)) {
            throw violation(node, "acknowledges " + entry.index() + ", which is not committed");
        }
    }
}

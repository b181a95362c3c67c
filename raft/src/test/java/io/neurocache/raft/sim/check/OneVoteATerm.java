package io.neurocache.raft.sim.check;

import io.neurocache.raft.HardState;
import java.util.Arrays;

/**
 * A server votes once in a term, crashes or not, and no vote leaves it that is not on its disk
 * (§5.2).
 */
public final class OneVoteATerm extends Invariant {
    private final int[][] votes;
    private final long[] lastTerm;
    private final int[] lastVote;
    private final int[] lastIncarnation;

    /** For servers up to an id. */
    public OneVoteATerm(int maxId) {
        votes = new int[maxId + 1][64];
        lastTerm = new long[maxId + 1];
        lastVote = new int[maxId + 1];
        lastIncarnation = new int[maxId + 1];
    }

    @Override
    public void stepped(Observation node) {
        int id = node.id;
        if (node.votedFor == lastVote[id] && node.term == lastTerm[id]) {
            return;
        }
        boolean sameLife = node.incarnation == lastIncarnation[id];
        if (sameLife && node.term == lastTerm[id] && lastVote[id] != HardState.NOBODY) {
            throw violation(node, "changed its vote from n" + lastVote[id]);
        }
        lastTerm[id] = node.term;
        lastVote[id] = node.votedFor;
        lastIncarnation[id] = node.incarnation;
    }

    @Override
    public void becameLeader(Observation node) {
        voted(node, node.term, node.id);
    }

    @Override
    public void voted(Observation node, long term, int candidate) {
        int at = (int) term;
        if (at >= votes[node.id].length) {
            votes[node.id] = Arrays.copyOf(votes[node.id], 2 * at);
        }
        int before = votes[node.id][at];
        if (before != 0 && before != candidate) {
            throw violation(
                    node, "votes in term " + term + " for n" + before + " and n" + candidate);
        }
        votes[node.id][at] = candidate;
        long kept = node.disk.currentTerm();
        if (kept < term || (kept == term && node.disk.votedFor() != candidate)) {
            throw violation(node, "gives a vote in term " + term + " that is not on its disk");
        }
    }
}

package io.neurocache.raft.sim.check;

import java.util.Arrays;

/** At most one server leads in a term (§5.2). */
public final class ElectionSafety extends Invariant {
    private int[] leaderOfTerm = new int[64];

    @Override
    public void stepped(Observation node) {
        if (!node.leads) {
            return;
        }
        int term = (int) node.term;
        if (term >= leaderOfTerm.length) {
            leaderOfTerm = Arrays.copyOf(leaderOfTerm, 2 * term);
        }
        int leader = leaderOfTerm[term];
        if (leader == 0) {
            leaderOfTerm[term] = node.id;
        } else if (leader != node.id) {
            throw violation(node, "leads in the term of n" + leader);
        }
    }
}

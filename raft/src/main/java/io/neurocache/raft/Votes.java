package io.neurocache.raft;

import java.util.Set;
import java.util.TreeSet;

/**
 * The answers in one election, each server's first one only.
 *
 * <p>Confined to the thread that drives the core.
 */
final class Votes {
    private final Set<Integer> granted = new TreeSet<>();
    private final Set<Integer> refused = new TreeSet<>();

    void count(int from, boolean voteGranted) {
        if (granted.contains(from) || refused.contains(from)) {
            return;
        }
        (voteGranted ? granted : refused).add(from);
    }

    Quorum.Outcome outcome(Quorum quorum) {
        return quorum.outcome(granted, refused);
    }
}

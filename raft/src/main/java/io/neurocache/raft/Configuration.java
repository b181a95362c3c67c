package io.neurocache.raft;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who belongs to the cluster (§6).
 *
 * <p>While {@code outgoing} is not empty the configuration is joint: elections and commitment need
 * a majority of the {@code voters} and a majority of the {@code outgoing} ones. Learners get the
 * log and count nowhere.
 *
 * <p>Immutable; safe from any thread. All sets are sorted, so that every walk over them has one
 * order.
 *
 * @param voters the servers that vote; those of the new configuration while it is joint
 * @param outgoing the voters of the old configuration while it is joint, else empty
 * @param learners servers that get the log without a vote; none of them is a voter
 */
public record Configuration(
        SortedSet<Integer> voters, SortedSet<Integer> outgoing, SortedSet<Integer> learners) {

    /** The most members of one cluster: bounds every message and loop over them. */
    public static final int MAX_MEMBERS = 64;

    /** A cluster before anybody has told it who belongs to it. */
    public static final Configuration EMPTY =
            new Configuration(
                    Collections.emptySortedSet(),
                    Collections.emptySortedSet(),
                    Collections.emptySortedSet());

    /** Copies the sets and checks that no learner votes. */
    public Configuration {
        voters = copy(voters);
        outgoing = copy(outgoing);
        learners = copy(learners);
        for (int learner : learners) {
            if (voters.contains(learner)) {
                throw new IllegalArgumentException("a learner cannot be a voter: " + learner);
            }
        }
        if (voters.isEmpty() && !(outgoing.isEmpty() && learners.isEmpty())) {
            throw new IllegalArgumentException("a configuration with members needs a voter");
        }
    }

    /** A configuration of voters alone. */
    public static Configuration of(Collection<Integer> voters) {
        return new Configuration(
                new TreeSet<>(voters), Collections.emptySortedSet(), Collections.emptySortedSet());
    }

    /** Whether two majorities are needed. */
    public boolean isJoint() {
        return !outgoing.isEmpty();
    }

    /** Whether the server's vote counts, in the old or the new configuration. */
    public boolean isVoter(int id) {
        return voters.contains(id) || outgoing.contains(id);
    }

    /** Whether the server gets the log. */
    public boolean contains(int id) {
        return isVoter(id) || learners.contains(id);
    }

    /** Every member, in order. */
    public SortedSet<Integer> all() {
        SortedSet<Integer> all = new TreeSet<>(voters);
        all.addAll(outgoing);
        all.addAll(learners);
        return Collections.unmodifiableSortedSet(all);
    }

    private static SortedSet<Integer> copy(SortedSet<Integer> members) {
        if (members.size() > MAX_MEMBERS) {
            throw new IllegalArgumentException(
                    "a cluster has " + MAX_MEMBERS + " members at most, not " + members.size());
        }
        for (int id : members) {
            if (id < 1) {
                throw new IllegalArgumentException("a server's id counts from 1, and is not " + id);
            }
        }
        return Collections.unmodifiableSortedSet(new TreeSet<>(members));
    }
}

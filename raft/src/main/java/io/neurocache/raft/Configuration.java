package io.neurocache.raft;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
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
 * @param addresses where members are; empty until a member is added to a running cluster, as the
 *     members of the beginning know each other otherwise
 */
public record Configuration(
        SortedSet<Integer> voters,
        SortedSet<Integer> outgoing,
        SortedSet<Integer> learners,
        SortedMap<Integer, Address> addresses) {

    /** The most members of one cluster: bounds every message and loop over them. */
    public static final int MAX_MEMBERS = 64;

    /** A cluster before anybody has told it who belongs to it. */
    public static final Configuration EMPTY =
            new Configuration(
                    Collections.emptySortedSet(),
                    Collections.emptySortedSet(),
                    Collections.emptySortedSet());

    /** Copies everything; checks that no learner votes and that only members have an address. */
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
        addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
        for (int id : addresses.keySet()) {
            if (!voters.contains(id) && !outgoing.contains(id) && !learners.contains(id)) {
                throw new IllegalArgumentException("an address of no member: " + id);
            }
        }
    }

    /** A configuration whose members are all where they were at the beginning. */
    public Configuration(
            SortedSet<Integer> voters, SortedSet<Integer> outgoing, SortedSet<Integer> learners) {
        this(voters, outgoing, learners, Collections.emptySortedMap());
    }

    /** A configuration of voters alone. */
    public static Configuration of(Collection<Integer> voters) {
        return new Configuration(
                new TreeSet<>(voters), Collections.emptySortedSet(), Collections.emptySortedSet());
    }

    /**
     * The way from another configuration to this one: both have a say, this one's learners learn.
     */
    public Configuration jointFrom(Configuration old) {
        SortedMap<Integer, Address> known = new TreeMap<>(old.addresses);
        known.putAll(addresses);
        known.keySet().removeIf(id -> !contains(id) && !old.voters.contains(id));
        return new Configuration(voters, old.voters, learners, known);
    }

    /** What is left when the old voters have no say any more. */
    public Configuration settled() {
        SortedMap<Integer, Address> known = new TreeMap<>(addresses);
        known.keySet().removeIf(id -> !voters.contains(id) && !learners.contains(id));
        return new Configuration(voters, Collections.emptySortedSet(), learners, known);
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

package io.neurocache.raft;

import java.util.Collection;
import java.util.SortedSet;
import java.util.function.IntToLongFunction;

/**
 * What a majority is under one configuration: of the voters, and while it is joint of the outgoing
 * ones as well, each by itself (§6).
 *
 * <p>Confined to the thread that drives the core.
 */
final class Quorum {
    /** How an election stands. */
    enum Outcome {
        WON,
        LOST,
        OPEN
    }

    private final int[] voters;
    private final int[] outgoing;
    private final long[] sorted;

    Quorum(Configuration configuration) {
        this.voters = ids(configuration.voters());
        this.outgoing = ids(configuration.outgoing());
        this.sorted = new long[Math.max(voters.length, outgoing.length)];
    }

    private static int[] ids(SortedSet<Integer> members) {
        return members.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Whether this server is a majority all by itself. */
    boolean isOnly(int id) {
        return voters.length == 1 && voters[0] == id && outgoing.length == 0;
    }

    /** How an election stands after these answers. */
    Outcome outcome(Collection<Integer> granted, Collection<Integer> refused) {
        Outcome incoming = outcome(voters, granted, refused);
        if (outgoing.length == 0 || incoming == Outcome.LOST) {
            return incoming;
        }
        Outcome old = outcome(outgoing, granted, refused);
        return old == Outcome.WON ? incoming : old;
    }

    private static Outcome outcome(
            int[] ids, Collection<Integer> granted, Collection<Integer> refused) {
        int majority = ids.length / 2 + 1;
        if (count(ids, granted) >= majority) {
            return Outcome.WON;
        }
        return ids.length - count(ids, refused) < majority ? Outcome.LOST : Outcome.OPEN;
    }

    private static int count(int[] ids, Collection<Integer> answers) {
        int count = 0;
        for (int id : ids) {
            count += answers.contains(id) ? 1 : 0;
        }
        return count;
    }

    /** The highest value that a majority has reached; O(voters²), of which there are few. */
    long reached(IntToLongFunction valueOf) {
        long incoming = reached(voters, valueOf);
        return outgoing.length == 0 ? incoming : Math.min(incoming, reached(outgoing, valueOf));
    }

    /** Sorts by insertion: the values are few and nearly always nearly equal. */
    private long reached(int[] ids, IntToLongFunction valueOf) {
        if (ids.length == 0) {
            return 0;
        }
        for (int i = 0; i < ids.length; i++) {
            long value = valueOf.applyAsLong(ids[i]);
            int at = i;
            while (at > 0 && sorted[at - 1] < value) {
                sorted[at] = sorted[at - 1];
                at--;
            }
            sorted[at] = value;
        }
        return sorted[ids.length / 2];
    }
}

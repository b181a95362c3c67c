package io.neurocache.raft;

import io.neurocache.slab.Check;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The configurations in a log, of which the last one is in force, committed or not (§6).
 *
 * <p>Holds those that truncation can bring back, and those a snapshot can be asked for: from the
 * one in force at the latest snapshot on. Confined to the thread that drives the core.
 */
final class Configurations {
    private record At(long index, Configuration configuration) {}

    private final Deque<At> byIndex = new ArrayDeque<>();

    Configurations(long index, Configuration base) {
        byIndex.add(new At(index, base));
    }

    /** The one in force. */
    Configuration latest() {
        return byIndex.getLast().configuration();
    }

    /** The index of the entry that put it in force; 0 where it is the bootstrap's. */
    long latestIndex() {
        return byIndex.getLast().index();
    }

    /** The one that was in force at an index, which is not before the latest snapshot. */
    Configuration at(long index) {
        Configuration found = byIndex.getFirst().configuration();
        for (At at : byIndex) {
            if (at.index() <= index) {
                found = at.configuration();
            }
        }
        return found;
    }

    /** Whether a configuration that is in force at an index, or later, gives a server a vote. */
    boolean isVoterFrom(long index, int id) {
        boolean isVoter = at(index).isVoter(id);
        for (At at : byIndex) {
            isVoter |= at.index() > index && at.configuration().isVoter(id);
        }
        return isVoter;
    }

    void append(Entry entry) {
        if (entry.payload() instanceof Payload.Reconfigure(Configuration configuration)) {
            byIndex.add(new At(entry.index(), configuration));
        }
    }

    /** Brings back what was in force before the entries from this index on. */
    void cutFrom(long index) {
        while (latestIndex() >= index) {
            byIndex.removeLast();
            Check.invariant(!byIndex.isEmpty(), "the oldest configuration was cut off at", index);
        }
    }

    /** Forgets those that were no longer in force at this index. */
    void dropBefore(long index) {
        At oldest = byIndex.removeFirst();
        while (!byIndex.isEmpty() && byIndex.getFirst().index() <= index) {
            oldest = byIndex.removeFirst();
        }
        byIndex.addFirst(oldest);
    }
}

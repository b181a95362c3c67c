package io.neurocache.raft;

import java.util.List;

/**
 * What the shell is to do. Effects are done in the order given, those of one step before those of
 * the next. None of them has to wait for the disk: a message that promises something is given out
 * only by the step that learns of the {@link Event.Persisted}.
 *
 * <p>Immutable; safe from any thread.
 */
public sealed interface Effect {

    /** Send it; losing it is allowed. */
    record Send(Message message) implements Effect {}

    /**
     * Write to disk: first cut the log, then append the entries, then keep the hard state; a crash
     * before the {@link Event.Persisted} may leave any prefix of that done.
     *
     * @param ticket rises by one with each; a later ticket's {@link Event.Persisted} covers it
     * @param hardState what to keep, whether or not it changed
     * @param entries to append, in order; the first one's index may be at or below the log's last:
     *     then everything from there on is cut off first
     */
    record Persist(long ticket, HardState hardState, List<Entry> entries) implements Effect {
        /** Copies the list. */
        public Persist {
            entries = List.copyOf(entries);
        }
    }

    /** Apply these committed entries to the state machine, in order. */
    record Apply(List<Entry> entries) implements Effect {
        /** Copies the list. */
        public Apply {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The proposal is in the leader's log; whether it will be committed is open until it is
     * applied.
     *
     * @param count how many commands, whose ids and indices count up together
     */
    record Accepted(long proposalId, int count, long firstIndex, long term) implements Effect {}

    /** The proposal, read or request was not taken; nothing of it will ever happen. */
    record Refused(long id, Refusal reason, int leader) implements Effect {}

    /** The state machine, as of now, may answer the read. */
    record ReadReady(long readId, long readIndex) implements Effect {}

    /** Read a piece of the latest snapshot for a follower. */
    record ReadSnapshot(int to, long lastIncludedIndex, long offset, int maxBytes)
            implements Effect {}

    /** Store a piece of a snapshot that a leader sends; offset 0 begins anew. */
    record WriteSnapshot(SnapshotMeta snapshot, long offset, Bytes data, boolean done)
            implements Effect {}

    /**
     * The stored snapshot is whole: put it in force, cut the whole log, and put the state machine
     * where it says. Nothing is applied until {@link Event.SnapshotRestored}.
     */
    record Restore(SnapshotMeta snapshot) implements Effect {}

    /** Entries up to this index, inclusive, are no longer needed. */
    record Compact(long upTo) implements Effect {}

    /** This server has won the election of its term. */
    record BecameLeader(long term) implements Effect {}

    /**
     * This server leads no longer.
     *
     * @param term the term it led in
     */
    record SteppedDown(long term, StepDownCause cause) implements Effect {}

    /**
     * The leader this server knows of has changed.
     *
     * @param leader its id, or {@link HardState#NOBODY}
     */
    record LeaderChanged(long term, int leader) implements Effect {}

    /** Another configuration is in force. */
    record ConfigurationChanged(long index, Configuration configuration) implements Effect {}
}

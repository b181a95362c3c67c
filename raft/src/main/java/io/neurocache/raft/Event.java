package io.neurocache.raft;

import java.util.List;

/**
 * What happens to a server: everything the core ever learns.
 *
 * <p>Immutable; safe from any thread.
 */
public sealed interface Event {

    /** A tick of the shell's clock has passed; all time in the core is counted in these. */
    record Ticked() implements Event {}

    /** A message arrived. */
    record Received(Message message) implements Event {}

    /**
     * Clients want commands in the log. They are taken or refused as a whole: {@link
     * Effect.Accepted} or {@link Effect.Refused} says so before {@code step} returns.
     *
     * @param proposalId the shell's name for the first; the others count up from it
     */
    record Proposed(long proposalId, List<Payload.Command> commands) implements Event {
        /** Copies the list. */
        public Proposed {
            commands = List.copyOf(commands);
        }
    }

    /**
     * A client wants to read what is true now; {@link Effect.ReadReady} or {@link Effect.Refused}
     * answers.
     *
     * @param readId the shell's name for it; rises from read to read
     */
    record ReadRequested(long readId) implements Event {}

    /**
     * The members should become these; {@link Effect.Accepted} or {@link Effect.Refused} answers.
     */
    record MembersRequested(long proposalId, Configuration target) implements Event {}

    /**
     * The leader should hand over.
     *
     * @param to a voter, or {@link HardState#NOBODY} for whichever is furthest
     */
    record TransferRequested(long proposalId, int to) implements Event {}

    /** What {@link Effect.Persist} of this ticket, and all before it, asked for is on disk. */
    record Persisted(long ticket) implements Event {}

    /**
     * The disk has not taken what it was asked to within the shell's patience: a leader that cannot
     * write steps down, and nobody stands for election until a later {@link Persisted}.
     */
    record StorageStalled() implements Event {}

    /**
     * The state machine cannot take what was applied: its disk is full. A leader steps down, since
     * it could answer nobody, and this server does not stand until {@link ApplyingResumed}. The
     * shell keeps what is still to be applied.
     */
    record ApplyingStalled() implements Event {}

    /** The state machine has taken all there was to apply. */
    record ApplyingResumed() implements Event {}

    /** The shell has a snapshot of the state machine, on disk. */
    record SnapshotTaken(SnapshotMeta snapshot) implements Event {}

    /** The answer to {@link Effect.ReadSnapshot}. */
    record SnapshotRead(int to, long lastIncludedIndex, long offset, Bytes data, boolean done)
            implements Event {}

    /**
     * The answer to {@link Effect.ReadSnapshot} when that snapshot is gone (a later one replaced
     * it) or cannot be read.
     */
    record SnapshotUnreadable(int to, long lastIncludedIndex) implements Event {}

    /** The answer to {@link Effect.WriteSnapshot}: so much of that snapshot is stored. */
    record SnapshotWritten(long lastIncludedIndex, long nextOffset) implements Event {}

    /** The answer to {@link Effect.Restore}: the state machine stands at that snapshot. */
    record SnapshotRestored(SnapshotMeta snapshot) implements Event {}
}

package io.neurocache.raft;

/**
 * The sending side of a snapshot's way to one follower (§7): a piece is read, sent and answered
 * before the next one is read, so that a transfer costs one piece of memory. The follower's answer
 * says where to go on, also after a break.
 *
 * <pre>
 *   from     to       cause
 *   READING  SENT     the shell has read the piece
 *   READING  WAITING  the shell could not read it
 *   SENT     READING  the follower answered, or has been heard since but did not answer in time
 *   WAITING  READING  time has passed
 * </pre>
 *
 * <p>Confined to the thread that drives the core.
 */
final class SnapshotSender {
    private enum State {
        READING,
        SENT,
        WAITING
    }

    private final Server server;
    private final int to;
    private SnapshotMeta snapshot;
    private State state = State.READING;
    private long offset;
    private long since;

    SnapshotSender(Server server, int to) {
        this.server = server;
        this.to = to;
        this.snapshot = server.log.snapshot();
        read(0);
    }

    /** The last entry that the snapshot includes. */
    long index() {
        return snapshot.lastIncludedIndex();
    }

    private void read(long from) {
        offset = from;
        enter(State.READING);
        server.add(
                new Effect.ReadSnapshot(to, index(), offset, server.config.snapshotChunkBytes()));
    }

    private void enter(State next) {
        state = next;
        since = server.now();
    }

    /** Sends what was read, unless it answers an earlier question. */
    void read(Event.SnapshotRead event, long round) {
        if (state != State.READING
                || event.lastIncludedIndex() != index()
                || event.offset() != offset) {
            return;
        }
        enter(State.SENT);
        server.send(
                new Message.InstallSnapshot(
                        server.id,
                        to,
                        server.currentTerm(),
                        snapshot,
                        offset,
                        event.data(),
                        event.done(),
                        round));
    }

    /** Waits a little, then begins anew with the snapshot that is the latest by then. */
    void unreadable(long lastIncludedIndex) {
        if (state == State.READING && lastIncludedIndex == index()) {
            enter(State.WAITING);
        }
    }

    /** The follower says where to go on. */
    void answered(long lastIncludedIndex, long nextOffset) {
        if (state == State.SENT && lastIncludedIndex == index() && nextOffset != offset) {
            read(nextOffset);
        }
    }

    /**
     * Sends again what was lost, not to a follower that is not heard either. A snapshot behind
     * which the log was cut off meanwhile helps nobody: then the latest one is sent.
     */
    void retry(long heardAt) {
        boolean isOverdue = server.now() - since >= server.config.electionTimeoutTicks();
        if (state == State.READING || !isOverdue || heardAt < since) {
            return;
        }
        boolean isOutdated = index() < server.log.compactedIndex();
        if (state == State.WAITING || isOutdated) {
            snapshot = server.log.snapshot();
            read(0);
        } else {
            read(offset);
        }
    }
}

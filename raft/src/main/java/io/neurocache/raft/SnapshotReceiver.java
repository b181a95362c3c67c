package io.neurocache.raft;

import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a snapshot's way (§7, figure 13): one piece at a time goes to storage, and
 * what is there is not asked for again.
 *
 * <p>A transfer is known by its leader, term and snapshot, for two servers' snapshots of one index
 * need not be the same bytes. Confined to the thread that drives the core.
 */
final class SnapshotReceiver {
    private record Transfer(int from, long term, SnapshotMeta snapshot) {}

    private final Server server;
    private @Nullable Transfer transfer;
    private @Nullable SnapshotMeta restoring;
    private long nextOffset;

    /** Where the piece ends that storage has not reported yet. */
    private long writingTo;

    private boolean isWriting;
    private boolean isLastPiece;

    SnapshotReceiver(Server server) {
        this.server = server;
    }

    /** Whether the whole log is about to be replaced: nothing may be appended or stood for. */
    boolean isRestoring() {
        return restoring != null;
    }

    /** Handles a piece from the current term's leader. */
    void install(Follower follower, Message.InstallSnapshot request) {
        SnapshotMeta snapshot = request.snapshot();
        long index = snapshot.lastIncludedIndex();
        if (isRestoring()) {
            return;
        }
        if (isKnown(snapshot)) {
            skip(follower, snapshot);
            return;
        }
        Transfer asked = new Transfer(request.from(), request.term(), snapshot);
        if (!asked.equals(transfer)) {
            transfer = asked;
            nextOffset = 0;
            isWriting = false;
        }
        if (isWriting) {
            return;
        }
        if (request.offset() != nextOffset) {
            follower.acknowledgeSnapshot(index, nextOffset);
            return;
        }
        isWriting = true;
        isLastPiece = request.done();
        writingTo = nextOffset + request.data().length();
        server.add(new Effect.WriteSnapshot(snapshot, nextOffset, request.data(), request.done()));
    }

    /** §7: a log that has the last included entry has all that the snapshot could tell. */
    private boolean isKnown(SnapshotMeta snapshot) {
        long index = snapshot.lastIncludedIndex();
        return index <= server.log.commitIndex()
                || server.log.matches(index, snapshot.lastIncludedTerm());
    }

    private void skip(Follower follower, SnapshotMeta snapshot) {
        RaftLog log = server.log;
        log.commitTo(Math.max(snapshot.lastIncludedIndex(), log.commitIndex()));
        transfer = null;
        follower.verified(log.commitIndex());
        follower.acknowledgeAgain();
    }

    /** Storage has a piece; the answer to a piece of an abandoned transfer says nothing. */
    void written(Role role, Event.SnapshotWritten event) {
        if (transfer == null
                || !isWriting
                || event.lastIncludedIndex() != transfer.snapshot().lastIncludedIndex()
                || event.nextOffset() != writingTo) {
            return;
        }
        isWriting = false;
        if (!(role instanceof Follower follower) || transfer.term() != server.currentTerm()) {
            transfer = null;
            return;
        }
        nextOffset = writingTo;
        if (isLastPiece) {
            SnapshotMeta whole = transfer.snapshot();
            transfer = null;
            if (isKnown(whole)) {
                // The entries came by the usual way while the last piece was written: to cut a log
                // that goes on behind the snapshot would take back what it has acknowledged.
                skip(follower, whole);
            } else {
                restoring = whole;
                server.add(new Effect.Restore(whole));
            }
        } else {
            follower.acknowledgeSnapshot(event.lastIncludedIndex(), nextOffset);
        }
    }

    /** The state machine stands where the snapshot does; says whether it was waited for. */
    boolean restored(SnapshotMeta snapshot) {
        if (!snapshot.equals(restoring)) {
            return false;
        }
        restoring = null;
        server.log.restored(snapshot);
        server.adoptConfiguration();
        return true;
    }
}

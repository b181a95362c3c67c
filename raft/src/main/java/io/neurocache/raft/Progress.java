package io.neurocache.raft;

import io.neurocache.slab.Check;
import org.jspecify.annotations.Nullable;

/**
 * What a leader knows of another member.
 *
 * <pre>
 *   from       to         cause
 *   (start)    PROBE      the server became leader, or the member was added
 *   PROBE      REPLICATE  the member acknowledged something
 *   REPLICATE  PROBE      the member refused what was sent ahead
 *   PROBE      PROBE      the member refused the probe: the next one is further back
 *   PROBE,     SNAPSHOT   the log no longer has the entry before the next one
 *    REPLICATE
 *   SNAPSHOT   REPLICATE  the member acknowledged an index from which the log goes on
 * </pre>
 *
 * <p>Confined to the thread that drives the core.
 */
final class Progress {
    final int id;

    /** Empty but while it replicates. */
    final Inflights inflights;

    private PeerStatus.State state = PeerStatus.State.PROBE;
    private long matchIndex;
    private long nextIndex;

    /** Whether entries are out as a probe, up to where, and how many bytes they have. */
    private boolean probing;

    private long probedIndex;
    private long probedBytes;
    private @Nullable SnapshotSender snapshot;

    /** The highest round the member has answered, and the one it was last sent. */
    private long answeredRound;

    private long sentRound;
    private long sentCommit;
    private long heardAt;

    /** Whether it needed a snapshot and has not come up to the latest one since. */
    private boolean recovering;

    Progress(int id, long nextIndex, long now, Inflights inflights) {
        this.id = id;
        this.nextIndex = nextIndex;
        this.heardAt = now;
        this.inflights = inflights;
    }

    PeerStatus.State state() {
        return state;
    }

    long matchIndex() {
        return matchIndex;
    }

    long nextIndex() {
        return nextIndex;
    }

    long answeredRound() {
        return answeredRound;
    }

    long sentRound() {
        return sentRound;
    }

    long heardAt() {
        return heardAt;
    }

    /** Whether entries may be sent: a probe goes alone, the pipeline has a window. */
    boolean isReadyForEntries() {
        return switch (state) {
            case PROBE -> !probing;
            case REPLICATE -> !inflights.isFull();
            case SNAPSHOT -> false;
        };
    }

    /** Whether it has not been told how far the entries it is known to have are committed. */
    boolean lacksCommit(long commitIndex) {
        return Math.min(commitIndex, matchIndex) > sentCommit;
    }

    /** It answered, whatever it said. */
    void heard(long round, long now) {
        answeredRound = Math.max(answeredRound, round);
        heardAt = now;
    }

    /** Entries up to an index go out; {@code bytes} of them. */
    void sentEntries(long lastIndex, long bytes) {
        Check.invariant(state != PeerStatus.State.SNAPSHOT, "entries beside a snapshot");
        if (state == PeerStatus.State.PROBE) {
            probing = true;
            probedIndex = lastIndex;
            probedBytes = bytes;
        } else {
            inflights.add(lastIndex, bytes);
            nextIndex = lastIndex + 1;
        }
    }

    /** A message that ends behind {@code lastIndex} tells round and commit index. */
    void sentHeartbeat(long round, long commitIndex, long lastIndex) {
        sentRound = round;
        sentCommit = Math.max(sentCommit, Math.min(commitIndex, lastIndex));
    }

    /** Everything up to {@code match} is on its disk. */
    void acknowledged(long match, long compactedIndex) {
        matchIndex = Math.max(matchIndex, match);
        switch (state) {
            case PROBE -> endProbe();
            case REPLICATE -> {
                inflights.freeThrough(matchIndex);
                nextIndex = Math.max(nextIndex, matchIndex + 1);
            }
            case SNAPSHOT -> {
                if (matchIndex >= compactedIndex) {
                    replicateFrom(matchIndex + 1);
                }
            }
        }
    }

    /**
     * Goes on behind what the probe carried, also while that is not on the member's disk yet. Were
     * it lost after all, the next heartbeat would be refused.
     */
    private void endProbe() {
        long next = probing ? probedIndex + 1 : nextIndex;
        boolean isOut = probing && probedIndex > matchIndex;
        replicateFrom(Math.max(next, matchIndex + 1));
        if (isOut) {
            inflights.add(probedIndex, probedBytes);
        }
    }

    private void replicateFrom(long next) {
        state = PeerStatus.State.REPLICATE;
        snapshot = null;
        probing = false;
        nextIndex = next;
    }

    /**
     * Whether a refusal answers what is open now: one of a message before what was acknowledged
     * since, or of another probe, is late.
     */
    boolean isRefusalCurrent(long prevLogIndex) {
        return switch (state) {
            case PROBE -> prevLogIndex == nextIndex - 1 && prevLogIndex > matchIndex;
            case REPLICATE -> prevLogIndex < nextIndex && prevLogIndex > matchIndex;
            case SNAPSHOT -> false;
        };
    }

    /** Goes on from {@code next} with one message, until it is known what the member has. */
    void probe(long next) {
        Check.invariant(next > matchIndex, "probes what was acknowledged", next);
        state = PeerStatus.State.PROBE;
        inflights.clear();
        nextIndex = next;
        probing = false;
    }

    /** Only a snapshot helps it. */
    void needsSnapshot(SnapshotSender sender) {
        state = PeerStatus.State.SNAPSHOT;
        inflights.clear();
        snapshot = sender;
        recovering = true;
    }

    /** The transfer under way, in the state that has one. */
    @Nullable SnapshotSender snapshot() {
        return snapshot;
    }

    /**
     * The entries above this index must stay for it; {@link Long#MAX_VALUE} where it needs none of
     * those that a snapshot covers.
     */
    long retainedAbove(SnapshotMeta latest) {
        recovering &= matchIndex < latest.lastIncludedIndex();
        if (!recovering) {
            return Long.MAX_VALUE;
        }
        return snapshot == null ? matchIndex : Math.max(matchIndex, snapshot.index());
    }

    PeerStatus status() {
        return new PeerStatus(id, state, matchIndex, nextIndex, inflights.count());
    }
}

package io.neurocache.raft;

/**
 * What a leader knows of another member.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param matchIndex up to here its log is known to be on its disk and equal to the leader's
 * @param nextIndex the next entry to send to it
 * @param inflightMessages with entries that it has not acknowledged
 */
public record PeerStatus(
        int id, State state, long matchIndex, long nextIndex, int inflightMessages) {

    /** How a leader sends to a member. */
    public enum State {
        /** One message at a time, to find out where the logs agree. */
        PROBE,
        /** Ahead of the acknowledgements, within a window. */
        REPLICATE,
        /** A snapshot, since the log no longer has what the member lacks. */
        SNAPSHOT
    }
}

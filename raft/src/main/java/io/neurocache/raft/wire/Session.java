package io.neurocache.raft.wire;

/**
 * What makes a write exactly-once across retries: who asks, and the how-manieth of his writes it
 * is.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param client the name the client gave itself, 1 to {@link Limits#MAX_CLIENT_BYTES} bytes; empty
 *     for a write without a session
 * @param seq counts the client's writes from 1; 0 for a write without a session
 */
public record Session(String client, long seq) {
    /** A write that is done as often as it is committed. */
    public static final Session NONE = new Session("", 0);

    /** Checks that both are there, or neither. */
    public Session {
        if (seq < 0 || client.isEmpty() != (seq == 0)) {
            throw new IllegalArgumentException("a client's writes count from 1");
        }
    }

    /** Whether the write is remembered. */
    public boolean isPresent() {
        return seq != 0;
    }
}

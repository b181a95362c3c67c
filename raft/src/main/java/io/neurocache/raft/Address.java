package io.neurocache.raft;

import java.util.Objects;

/**
 * Where a member is. The core carries it and never looks at it.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param raft its Raft address as host:port, at most {@link #MAX_CHARS} characters
 * @param edge its edge's address as host:port, or empty
 */
public record Address(String raft, String edge) {
    /** The longest address, in characters: a name of 253 and a port. */
    public static final int MAX_CHARS = 260;

    /** Checks the lengths. */
    public Address {
        Objects.requireNonNull(raft);
        Objects.requireNonNull(edge);
        if (raft.isEmpty() || raft.length() > MAX_CHARS || edge.length() > MAX_CHARS) {
            throw new IllegalArgumentException("an address has 1 to " + MAX_CHARS + " characters");
        }
    }
}

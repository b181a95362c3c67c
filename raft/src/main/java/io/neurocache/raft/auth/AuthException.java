package io.neurocache.raft.auth;

import java.io.IOException;

/**
 * The two ends of a connection do not trust each other; nothing was asked and nothing done.
 *
 * <p>Immutable; safe from any thread.
 */
public final class AuthException extends IOException {
    private static final long serialVersionUID = 1;

    /** Says in one sentence what is not trusted. */
    public AuthException(String message) {
        super(message);
    }

    /** Says in one sentence what is not trusted, and what was thrown. */
    public AuthException(String message, Throwable cause) {
        super(message, cause);
    }
}

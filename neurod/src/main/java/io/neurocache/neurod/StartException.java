package io.neurocache.neurod;

import org.jspecify.annotations.Nullable;

/** Why the daemon cannot start or go on, in a sentence, and what to do about it in another. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;

    /** Says what failed and what to do. */
    public StartException(String what, String hint) {
        this(what, hint, null);
    }

    /** Says what failed, what to do, and what lies behind it. */
    public StartException(String what, String hint, @Nullable Throwable cause) {
        super(what, cause);
        this.hint = hint;
    }

    /** Returns the next step. */
    public String hint() {
        return hint;
    }
}

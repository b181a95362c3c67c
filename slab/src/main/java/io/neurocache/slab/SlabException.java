package io.neurocache.slab;

import java.io.IOException;

/** The slab file cannot be used; the message names the file, what was wanted and what was found. */
public final class SlabException extends IOException {
    private static final long serialVersionUID = 1;

    /** Creates an exception for a condition found by the slab itself. */
    public SlabException(String message) {
        super(message);
    }

    /** Creates an exception for a failure of the system below. */
    public SlabException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.neurocache.learner;

import java.io.IOException;

/** The learner cannot do what it was asked for; the message says why, for whoever asked. */
public final class LearnerException extends IOException {
    private static final long serialVersionUID = 1;

    /** For trouble of our own finding. */
    public LearnerException(String message) {
        super(message);
    }

    /** For trouble that a library reports. */
    public LearnerException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.neurocache.slab;

/**
 * A bug in NeuroCache itself: going on could serve wrong bytes.
 *
 * <p>Nobody catches it but the top of a thread, which logs it and stops the process.
 */
public final class InvariantViolation extends AssertionError {
    private static final long serialVersionUID = 1;

    /** Creates a violation that says which promise was broken. */
    public InvariantViolation(String message) {
        super(message);
    }
}

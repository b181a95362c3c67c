package io.neurocache.slab;

/**
 * Assertions that are always on.
 *
 * <p>Each costs one compare when it holds. A message is a constant, so that nothing is built before
 * a check has failed. Safe from any thread.
 */
public final class Check {
    private Check() {}

    /** Throws {@link IllegalArgumentException} when the caller passed what it must not pass. */
    public static void argument(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** As {@link #argument(boolean, String)}, naming the offending number. */
    public static void argument(boolean holds, String message, long value) {
        if (!holds) {
            throw new IllegalArgumentException(message + ": " + value);
        }
    }

    /** Throws {@link IllegalStateException} when a method was called at the wrong time. */
    public static void state(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }

    /** Throws {@link InvariantViolation} when our own code broke a promise to itself. */
    public static void invariant(boolean holds, String message) {
        if (!holds) {
            throw new InvariantViolation(message);
        }
    }

    /** As {@link #invariant(boolean, String)}, naming the offending number. */
    public static void invariant(boolean holds, String message, long value) {
        if (!holds) {
            throw new InvariantViolation(message + ": " + value);
        }
    }

    /** Throws {@link InvariantViolation} when called by another thread than the owner. */
    public static void thread(Thread owner, String message) {
        if (Thread.currentThread() != owner) {
            throw new InvariantViolation(message);
        }
    }
}

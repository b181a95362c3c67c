package io.neurocache.predict.agent;

/** Decides once per window what to do with the knobs. Called by one thread at a time. */
public interface KnobAgent {
    /** Leaves all as it is: the default, and what is done without a model. */
    KnobAgent STILL = (_, _) -> KnobAction.NONE;

    /**
     * Decides.
     *
     * @param observation {@link Observer#LENGTH} numbers about 0 to 1; the caller's, and used again
     * @param reward for the window that has ended, and so for the last action: by how much the
     *     cache was ahead of the better shadow, in hit ratio
     */
    KnobAction act(float[] observation, double reward);
}

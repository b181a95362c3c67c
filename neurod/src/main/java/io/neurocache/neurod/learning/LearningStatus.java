package io.neurocache.neurod.learning;

/**
 * What learners started by this node have done.
 *
 * @param isOn whether any is to be started
 * @param isRunning whether one is at work
 * @param runs how many were started
 * @param failed how many of them made no model
 * @param refused models that did not pay
 * @param published models that were put in force
 */
public record LearningStatus(
        boolean isOn, boolean isRunning, long runs, long failed, long refused, long published) {
    /** Where none is to be started. */
    public static final LearningStatus OFF = new LearningStatus(false, false, 0, 0, 0, 0);
}

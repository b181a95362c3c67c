package io.neurocache.slab;

import java.time.Duration;

/**
 * What opening a slab found.
 *
 * @param outcome whether the file was new, recovered or made anew
 * @param detail for a file made anew the reason, else empty
 * @param cleanShutdown whether the last user closed the slab
 * @param objects objects that can be served
 * @param torn descriptors dropped because their checksum was wrong
 * @param superseded objects dropped because a later one of the same key was complete
 * @param overlapping objects dropped because their slots belonged to somebody else
 * @param duration time spent in recovery
 */
public record RecoveryReport(
        Outcome outcome,
        String detail,
        boolean cleanShutdown,
        long objects,
        long torn,
        long superseded,
        long overlapping,
        Duration duration) {

    /** What happened to the file. */
    public enum Outcome {
        /** There was no file. */
        CREATED,
        /** The file was read. */
        RECOVERED,
        /** There was a file that could not be kept; the slab starts empty. */
        RECREATED
    }

    static RecoveryReport empty(Outcome outcome, String detail) {
        return new RecoveryReport(outcome, detail, false, 0, 0, 0, 0, Duration.ZERO);
    }
}

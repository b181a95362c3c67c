/**
 * What clients were answered, kept for a while: a bounded row of files that the edge appends to and
 * the learner reads.
 *
 * <pre>{@code
 * try (AccessRecorder recorder = AccessRecorder.open(directory, RecordLimits.DEFAULT)) {
 *     recorder.append(new AccessRecord(millis, client, key, bytes, how, waitedMicros));
 * }
 * AccessRecords.read(directory, access -> ...);
 * }</pre>
 */
@NullMarked
package io.neurocache.predict.record;

import org.jspecify.annotations.NullMarked;

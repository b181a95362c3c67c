/**
 * Tunes the tables of the value model, which decides what a cache keeps, on replayed requests: by
 * evolution strategies or by policy gradient.
 *
 * <pre>{@code
 * TuningEpisode practice = TuningEpisode.middle(trace, capacity, trace.requests());
 * TuningEpisode judged = TuningEpisode.lastQuarter(trace, capacity, trace.requests());
 * TableTuner tuner = TuningMethod.EVOLUTION.tuner(judged.watch(1), 1);
 * ValueTablesFile.write(file, tuner.tune(20, practice, judged, () -> false).tables());
 * }</pre>
 */
@NullMarked
package io.neurocache.learner.values;

import org.jspecify.annotations.NullMarked;

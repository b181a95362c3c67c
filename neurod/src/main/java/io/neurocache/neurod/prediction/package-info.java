/**
 * Prediction at work in the daemon: what the edge tells, what is made of it, and what is done.
 *
 * <pre>{@code
 * Prediction prediction = Prediction.start(settings, directory, edge, objects::preload);
 * edge.observeBy(prediction.observer());
 * prediction.close(); // before the edge
 * }</pre>
 */
@NullMarked
package io.neurocache.neurod.prediction;

import org.jspecify.annotations.NullMarked;

/**
 * What any predictor of the next key has to beat: Markov chains and prediction by partial matching.
 *
 * <pre>{@code
 * PartialMatching ppm2 = new PartialMatching(2);
 * for (Request request : trace) {
 *     List<Guess> guesses = ppm2.rank(request.client(), request.time(), 5);
 *     if (!guesses.isEmpty() && guesses.getFirst().key().equals(request.key())) {
 *         foretold++;
 *     }
 *     ppm2.learn(request.client(), request.time(), request.key());
 * }
 * }</pre>
 *
 * <p>They keep everything they have seen, so they are for measurements and not for a daemon.
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.predict.next.baseline;

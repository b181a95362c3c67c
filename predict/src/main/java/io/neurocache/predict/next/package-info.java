/**
 * Which key a client asks for next: a ranker that learns while it runs, off the path of hits.
 *
 * <pre>{@code
 * Ranker ranker = new Ranker(RankerConfig.DEFAULT);
 * for (Request request : requests) {
 *     ranker.learn(request.client(), request.time(), request.key(), Kind.ofKey(request.key()));
 *     Ranking next = ranker.rank(request.client());
 *     for (int i = 0; i < next.size() && next.probability(i) >= .2f; i++) {
 *         preload(next.key(i));
 *     }
 * }
 * }</pre>
 *
 * <p>docs/next-object.md tells how it works and what it was measured to be worth.
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.predict.next;

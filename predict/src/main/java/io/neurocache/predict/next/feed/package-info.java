/**
 * What happens on the edge, handed to the thread that predicts: never waited for, dropped when that
 * thread is behind.
 *
 * <pre>{@code
 * EventRing ring = new EventRing(8_192);
 * Foresight foresight = new Foresight(ranker, preloader);
 * Feeder feeder = new Feeder(ring, foresight);
 * Thread.ofPlatform().name("predict").start(feeder);
 * // On any event loop, for each request answered:
 * ring.requested(client, seconds, key, kind, bytes);
 * // At the end:
 * feeder.close();
 * }</pre>
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.predict.next.feed;

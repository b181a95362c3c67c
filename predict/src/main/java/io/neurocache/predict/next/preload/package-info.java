/**
 * Which of the likely next objects to fetch before they are asked for, and whether that pays.
 *
 * <pre>{@code
 * Preloader preloader = new Preloader(PreloadConfig.THRIFTY, shelf);
 * for (Request request : requests) {
 *     preloader.requested(request.key(), request.size());
 *     ranker.learn(request.client(), request.time(), request.key(), request.kind());
 *     preloader.decide(ranker.rank(request.client()));
 * }
 * // From the cache: preloader.arrived(key), preloader.failed(key), preloader.evicted(key).
 * System.out.println(preloader.stats());
 * }</pre>
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.predict.next.preload;

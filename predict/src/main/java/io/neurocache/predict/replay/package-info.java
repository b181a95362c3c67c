/**
 * Runs request traces through caches of given sizes and policies, and reports what they hit.
 *
 * <pre>{@code
 * ReplayOptions options =
 *         new ReplayOptions(
 *                 List.of(Path.of("access.log.gz")), List.of(SyntheticLoad.LOOPS),
 *                 List.of(CacheSize.parse("1%"), CacheSize.parse("64m")),
 *                 Contender.parse("lru,s3fifo,belady"),
 *                 Objective.OBJECTS, 1, ReplayOutput.TABLE, Optional.empty());
 * int exitCode = Replay.run(options, System.out, System.err);
 * }</pre>
 */
@NullMarked
package io.neurocache.predict.replay;

import org.jspecify.annotations.NullMarked;

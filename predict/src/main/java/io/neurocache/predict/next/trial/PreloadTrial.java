package io.neurocache.predict.next.trial;

import io.neurocache.predict.next.preload.PreloadConfig;
import io.neurocache.predict.next.preload.PreloadStats;
import io.neurocache.predict.next.preload.Preloader;
import io.neurocache.predict.trace.Trace;
import java.util.List;

/**
 * What pre-loading came to over a trace.
 *
 * @param requests of clients
 * @param hits of them answered from the cache
 * @param originRequests misses and pre-loads
 * @param originBytes of both
 * @param stats of the pre-loading
 */
public record PreloadTrial(
        long requests, long hits, long originRequests, long originBytes, PreloadStats stats) {

    /** Runs a trace through an LRU cache of so many bytes. */
    public static PreloadTrial lru(
            Trace trace, Predictor predictor, PreloadConfig config, long capacityBytes) {
        return run(trace, predictor, config, SimulatedShelf.lru(trace, capacityBytes));
    }

    /** Runs a trace through a cache without bound whose objects go stale after so many seconds. */
    public static PreloadTrial expiring(
            Trace trace, Predictor predictor, PreloadConfig config, long freshSeconds) {
        return run(trace, predictor, config, SimulatedShelf.expiring(trace, freshSeconds, 0));
    }

    /** The same, where a pre-load needs a second; one that is asked for meanwhile is no hit. */
    public static PreloadTrial slow(
            Trace trace, Predictor predictor, PreloadConfig config, long freshSeconds) {
        return run(trace, predictor, config, SimulatedShelf.expiring(trace, freshSeconds, 1));
    }

    private static PreloadTrial run(
            Trace trace, Predictor predictor, PreloadConfig config, SimulatedShelf shelf) {
        Preloader preloader = new Preloader(config, shelf);
        shelf.attach(preloader);
        long hits = 0;
        for (int i = 0; i < trace.requests(); i++) {
            String key = trace.keyName(trace.key(i));
            long bytes = trace.size(trace.key(i));
            long seconds = trace.time(i) == Trace.NO_TIME ? 0 : trace.time(i);
            // The cache first: a pre-load that is stale when it is asked for was of no use.
            boolean isHit = shelf.request(key, seconds);
            hits += isHit ? 1 : 0;
            preloader.requested(key, bytes);
            predictor.learn(trace.client(i), seconds, key);
            List<Guess> guesses = predictor.rank(trace.client(i), seconds, config.rule().most());
            for (Guess guess : guesses) {
                preloader.consider(guess.key(), (float) guess.probability());
            }
        }
        return new PreloadTrial(
                trace.requests(),
                hits,
                shelf.originRequests(),
                shelf.originBytes(),
                preloader.stats());
    }

    /** The share of requests that were hits. */
    public double hitRatio() {
        return (double) hits / Math.max(requests, 1);
    }

    /** The share of all pre-loads that were asked for while they were still on their way. */
    public double lateShare() {
        return (double) stats.late() / Math.max(stats.preloads(), 1);
    }

    /** The share of all pre-loads that were used; those still in sight count as not. */
    public double precision() {
        return (double) (stats.used() + stats.late()) / Math.max(stats.preloads(), 1);
    }
}

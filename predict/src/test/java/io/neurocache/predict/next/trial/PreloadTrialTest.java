package io.neurocache.predict.next.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.predict.next.preload.PreloadConfig;
import io.neurocache.predict.next.preload.PreloadRule;
import io.neurocache.predict.trace.Trace;
import io.neurocache.predict.trace.TraceBuilder;
import org.junit.jupiter.api.Test;

class PreloadTrialTest {
    private static final PreloadConfig NONE = new PreloadConfig(PreloadRule.THRIFTY, 2, 0, 0);
    private static final PreloadConfig LIKELIEST =
            new PreloadConfig(
                    new PreloadRule(.5f, Float.POSITIVE_INFINITY, 1),
                    2,
                    PreloadConfig.NO_BUDGET,
                    0);

    @Test
    void theLeastRecentlyUsedLeaves() {
        Trace trace = trace("0 a", "0 b", "0 a", "0 c", "0 a", "0 b");
        PreloadTrial trial = PreloadTrial.lru(trace, new PartialMatching(1), NONE, 20);
        assertEquals(2, trial.hits());
        assertEquals(4, trial.originRequests());
        assertEquals(40, trial.originBytes());
    }

    @Test
    void whatIsOlderThanItsFreshnessIsFetchedAgain() {
        Trace trace = trace("0 a", "300 a", "301 a", "600 a");
        PreloadTrial trial = PreloadTrial.expiring(trace, new PartialMatching(1), NONE, 300);
        assertEquals(2, trial.hits());
        assertEquals(2, trial.originRequests());
    }

    @Test
    void aRightPreloadTurnsAMissIntoAHitAtNoMoreRequests() {
        Trace trace = trace("0 a", "0 b", "1000 a", "1000 b");
        PreloadTrial none = PreloadTrial.expiring(trace, new PartialMatching(1), NONE, 300);
        PreloadTrial some = PreloadTrial.expiring(trace, new PartialMatching(1), LIKELIEST, 300);
        assertEquals(0, none.hits());
        assertEquals(1, some.hits());
        assertEquals(none.originRequests(), some.originRequests());
        assertEquals(1, some.precision());
    }

    @Test
    void whoAsksForAPreloadOnItsWayWaitsForTheSameFetch() {
        Trace trace = trace("0 a", "0 b", "1000 a", "1000 b", "1001 b");
        PreloadTrial slow = PreloadTrial.slow(trace, new PartialMatching(1), LIKELIEST, 300);
        assertEquals(1, slow.hits());
        assertEquals(4, slow.originRequests());
        assertEquals(1, slow.stats().late());
        assertEquals(0, slow.stats().unused());
    }

    @Test
    void whatIsLargerThanTheCacheIsNeverPreloaded() {
        Trace trace = trace("0 a", "0 b", "1 a", "1 b");
        PreloadTrial trial = PreloadTrial.lru(trace, new PartialMatching(1), LIKELIEST, 5);
        assertEquals(0, trial.stats().preloads());
        assertEquals(4, trial.originRequests());
    }

    /** One client; every object has 10 bytes. */
    private static Trace trace(String... requests) {
        TraceBuilder builder = new TraceBuilder("test");
        for (String request : requests) {
            String[] parts = request.split(" ", -1);
            builder.add(Long.parseLong(parts[0]), "1", parts[1], 10);
        }
        return builder.build();
    }
}

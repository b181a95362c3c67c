package io.neurocache.predict.next.preload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PreloadTwinTest {
    private static final long ROOMY = 1L << 40;

    private final PreloadTwin twin = new PreloadTwin();

    @Test
    void nothingIsSaidOfFewRequests() {
        twin.requested("a", 1, 0, 0, ROOMY);
        assertTrue(Double.isNaN(twin.gain()));
        assertTrue(Double.isNaN(twin.hitRatioWithout()));
    }

    @Test
    void withoutPreloadsBothAreTheSame() {
        for (int i = 0; i < 200_000; i++) {
            twin.requested("k" + i % 500, 10, 0, i, ROOMY);
        }
        assertEquals(0, twin.gain());
        assertTrue(twin.hitRatioWithout() > .99);
    }

    @Test
    void whatWasFetchedAheadIsAHitInOneOfThem() {
        for (int i = 0; i < 200_000; i++) {
            String key = "k" + i;
            if (i % 2 == 0) {
                twin.preloaded(key, 10, 0, i, ROOMY);
            }
            twin.requested(key, 10, 0, i, ROOMY);
        }
        assertEquals(.5, twin.gain(), .02);
        assertEquals(0, twin.hitRatioWithout());
    }

    @Test
    void uselessPreloadsPushOutWhatWouldHaveBeenHit() {
        // 160 keys of 10 bytes are asked for in turn and just fit; the guesses do not.
        for (int i = 0; i < 300_000; i++) {
            twin.preloaded("guess" + i, 10, 0, i, 2_400);
            twin.requested("k" + i % 160, 10, 0, i, 2_400);
        }
        assertTrue(twin.gain() < -.5, "gain " + twin.gain());
    }

    @Test
    void staleObjectsAreNoHitsUnlessTheyWereRefreshed() {
        for (int second = 0; second < 200_000; second++) {
            String key = "k" + second % 160;
            if (second % 320 < 160) {
                twin.preloaded(key, 10, 100, second * 1_000L, ROOMY);
            }
            twin.requested(key, 10, 100, second * 1_000L, ROOMY);
        }
        assertEquals(.5, twin.gain(), .02);
    }
}

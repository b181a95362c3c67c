package io.neurocache.predict.next.preload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PreloaderTest {
    private static final PreloadRule ANY = new PreloadRule(.2f, Float.POSITIVE_INFINITY, 24);

    private final FakeShelf shelf = new FakeShelf();

    @Test
    void smallObjectsNeedLessCertaintyThanLargeOnes() {
        Preloader preloader = new Preloader(config(new PreloadRule(.2f, 4, 24)), shelf);
        preloader.requested("seen", 1_000);
        shelf.sizes.put("small", 900L);
        shelf.sizes.put("large", 30_000L);
        preloader.consider("small", .2f);
        preloader.consider("large", .8f);
        assertEquals(List.of("small"), shelf.preloaded);
        preloader.consider("large", .9f);
        assertEquals(List.of("small", "large"), shelf.preloaded);
    }

    @Test
    void nothingBelowTheFloorIsFetchedHoweverSmall() {
        Preloader preloader = new Preloader(config(new PreloadRule(.2f, 4, 24)), shelf);
        preloader.requested("seen", 1_000);
        shelf.sizes.put("tiny", 1L);
        preloader.consider("tiny", .19f);
        assertEquals(List.of(), shelf.preloaded);
    }

    @Test
    void whatIsCachedIsTouchedAndNotFetched() {
        Preloader preloader = new Preloader(config(ANY), shelf);
        shelf.held.add("cached");
        preloader.consider("cached", .5f);
        preloader.consider("cached", .01f);
        assertEquals(List.of("cached"), shelf.touched);
        assertEquals(List.of(), shelf.preloaded);
    }

    @Test
    void whatWouldNotBeStoredIsNotFetched() {
        Preloader preloader = new Preloader(config(ANY), shelf);
        shelf.sizes.put("huge", Shelf.NOT_STORED);
        preloader.consider("huge", .99f);
        assertEquals(List.of(), shelf.preloaded);
    }

    @Test
    void aPreloadOnItsWayIsNotBegunAgain() {
        Preloader preloader = new Preloader(config(ANY), shelf);
        preloader.consider("a", .5f);
        preloader.consider("a", .5f);
        assertEquals(1, preloader.stats().preloads());
    }

    @Test
    void everyEndOfAPreloadIsCountedOnce() {
        Preloader preloader = new Preloader(config(ANY), shelf);
        for (String key : List.of("used", "late", "evicted", "failed")) {
            preloader.consider(key, .5f);
        }
        preloader.arrived("used");
        preloader.arrived("evicted");
        preloader.requested("used", 1);
        preloader.requested("late", 1);
        preloader.evicted("evicted");
        preloader.failed("failed");
        for (String key : List.of("used", "late", "evicted", "failed")) {
            preloader.requested(key, 1);
            preloader.evicted(key);
        }
        PreloadStats stats = preloader.stats();
        assertEquals(1, stats.used());
        assertEquals(1, stats.late());
        assertEquals(2, stats.unused());
        assertEquals(.5, stats.precision());
    }

    @Test
    void theStaleObjectThatAPreloadReplacesIsNotItsEnd() {
        Preloader preloader = new Preloader(config(ANY), shelf);
        preloader.consider("a", .5f);
        preloader.evicted("a");
        preloader.arrived("a");
        preloader.requested("a", 1);
        assertEquals(1, preloader.stats().used());
        assertEquals(0, preloader.stats().unused());
    }

    @Test
    void aPreloadThatWentStaleUnaskedMayBeFetchedAgain() {
        Preloader preloader = new Preloader(config(ANY), shelf);
        preloader.consider("a", .5f);
        preloader.arrived("a");
        preloader.consider("a", .5f);
        assertEquals(2, preloader.stats().preloads());
        assertEquals(1, preloader.stats().unused());
    }

    @Test
    void theBudgetIsAShareOfWhatClientsWereSent() {
        Preloader preloader = new Preloader(new PreloadConfig(ANY, 2, .5, 0), shelf);
        preloader.requested("seen", 1_000);
        shelf.sizes.put("a", 300L);
        shelf.sizes.put("b", 300L);
        preloader.consider("a", .9f);
        preloader.consider("b", .9f);
        assertEquals(List.of("a"), shelf.preloaded);
        assertEquals(1, preloader.stats().overBudget());
        preloader.requested("seen", 1_000);
        preloader.consider("b", .9f);
        assertEquals(List.of("a", "b"), shelf.preloaded);
    }

    @Test
    void lowPrecisionPausesAndLaterTriesAgain() {
        Preloader preloader = new Preloader(config(ANY), shelf);
        for (int i = 0; i < Outcomes.ENOUGH; i++) {
            assertFalse(preloader.stats().isPaused());
            preloader.consider("wrong " + i, .9f);
            preloader.failed("wrong " + i);
        }
        assertTrue(preloader.stats().isPaused());
        preloader.consider("more", .9f);
        assertEquals(Outcomes.ENOUGH, preloader.stats().preloads());
        for (int i = 0; i < 10_000; i++) {
            preloader.requested("any", 1);
        }
        preloader.consider("more", .9f);
        assertEquals(Outcomes.ENOUGH + 1, preloader.stats().preloads());
        assertEquals(1, preloader.stats().pauses());
    }

    @Test
    void precisionForgetsWhatIsLongPast() {
        Outcomes outcomes = new Outcomes();
        for (int i = 0; i < Outcomes.WINDOW; i++) {
            outcomes.add(false);
        }
        for (int i = 0; i < Outcomes.WINDOW / 2; i++) {
            outcomes.add(true);
        }
        assertEquals(.5, outcomes.precision());
    }

    private static PreloadConfig config(PreloadRule rule) {
        return new PreloadConfig(rule, PreloadConfig.TOUCH_FLOOR, PreloadConfig.NO_BUDGET, .5);
    }
}

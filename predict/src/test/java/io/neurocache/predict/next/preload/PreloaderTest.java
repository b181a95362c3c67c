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

    @Test
    void onlookersAreToldOfEachPreloadAndOfItsEnd() {
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
            preloader.failed(key);
        }
        assertEquals(
                List.of(
                        "guessed used 0.5",
                        "guessed late 0.5",
                        "guessed evicted 0.5",
                        "guessed failed 0.5",
                        "ended used USED",
                        "ended late LATE",
                        "ended evicted UNUSED",
                        "ended failed UNUSED"),
                shelf.told);
    }

    @Test
    void whatIsFetchedAnewHasNoOddsAndIsNotLate() {
        Preloader preloader = new Preloader(config(ANY), shelf);
        assertTrue(preloader.refresh("a", 10));
        preloader.requested("a", 10);
        assertEquals(List.of("guessed a NaN"), shelf.told);
        preloader.arrived("a");
        preloader.requested("a", 10);
        assertEquals(List.of("guessed a NaN", "ended a USED"), shelf.told);
    }

    @Test
    void whatIsNotFetchedIsNotTold() {
        Preloader preloader = new Preloader(config(ANY), shelf);
        shelf.held.add("cached");
        shelf.sizes.put("huge", Shelf.NOT_STORED);
        preloader.consider("cached", .5f);
        preloader.consider("huge", .99f);
        preloader.consider("unlikely", .01f);
        preloader.pause();
        preloader.consider("paused", .9f);
        assertFalse(preloader.refresh("paused", 1));
        assertEquals(List.of(), shelf.told);
    }

    @Test
    void whatWentStaleUnaskedEndsBeforeItIsFetchedAgain() {
        Preloader preloader = new Preloader(config(ANY), shelf);
        preloader.consider("a", .5f);
        preloader.arrived("a");
        preloader.consider("a", .75f);
        assertEquals(List.of("guessed a 0.5", "ended a UNUSED", "guessed a 0.75"), shelf.told);
    }

    @Test
    void aLookThroughEndsWhatHasLeft() {
        Preloader preloader = new Preloader(config(ANY), shelf);
        for (String key : List.of("left", "held", "onItsWay")) {
            preloader.consider(key, .5f);
        }
        preloader.arrived("left");
        preloader.arrived("held");
        shelf.held.add("held");
        shelf.told.clear();
        preloader.lookThrough();
        assertEquals(List.of("ended left UNUSED"), shelf.told);
    }

    private static PreloadConfig config(PreloadRule rule) {
        return new PreloadConfig(rule, PreloadConfig.TOUCH_FLOOR, PreloadConfig.NO_BUDGET, .5);
    }
}

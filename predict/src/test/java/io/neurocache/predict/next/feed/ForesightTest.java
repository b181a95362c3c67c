package io.neurocache.predict.next.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerConfig;
import io.neurocache.predict.next.feed.Foresight.OtherModel;
import io.neurocache.predict.next.links.PageLinks;
import io.neurocache.predict.next.links.StoredText;
import io.neurocache.predict.next.preload.PreloadConfig;
import io.neurocache.predict.record.AccessRecord;
import io.neurocache.predict.record.AccessRecord.Answer;
import io.neurocache.predict.record.AccessRecorder;
import io.neurocache.predict.record.AccessRecords;
import io.neurocache.predict.record.RecordLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForesightTest {
    private static final String PAGE = "//example.com/page.html";
    private static final String STYLE = "//example.com/style.css";
    private static final String ICON = "//example.com/never-seen.png";

    @TempDir private Path directory;
    private final FakeStock stock = new FakeStock();
    private AccessRecorder recorder;
    private Foresight foresight;
    private long nanos;

    @BeforeEach
    void start() throws IOException {
        recorder = AccessRecorder.open(directory, RecordLimits.DEFAULT);
        foresight = foresight(PreloadConfig.NORMAL);
    }

    private Foresight foresight(PreloadConfig preloads) {
        PageLinks links = new PageLinks(16);
        Ranker ranker = new Ranker(new RankerConfig(4_096, 4_096, 256, 64, 16, 0), List.of(links));
        return new Foresight(
                () -> ranker, links, OtherModel.NONE, preloads, recorder, stock, 1, () -> nanos);
    }

    @AfterEach
    void stop() {
        recorder.close();
    }

    private void visit(int client, Answer how) {
        foresight.answered(client, client * 10_000L, PAGE, how, 1_000, 60, 0);
        foresight.answered(client, client * 10_000L + 10, STYLE, how, 1_000, 60, 0);
    }

    private ForesightStats stats() {
        nanos += 1_000_000_000;
        foresight.pause();
        return foresight.stats();
    }

    @Test
    void whatFollowsAPageIsFetchedBeforeItIsAskedFor() {
        for (int client = 0; client < 40; client++) {
            visit(client, Answer.FETCHED);
            foresight.failed(STYLE);
        }
        assertTrue(stock.preloaded.contains(STYLE));
        assertEquals(80, stats().answers());
    }

    @Test
    void aClockThatJumpsDoesNoHarm() {
        long[] jumps = {0, 86_400_000L * 3_650, -86_400_000L, Long.MAX_VALUE / 2, 0};
        for (int client = 0; client < 200; client++) {
            long at = jumps[client % jumps.length] + client;
            foresight.answered(client, at, PAGE, Answer.FETCHED, 500, 60, 900);
            long later = jumps[(client + 1) % jumps.length] + client;
            foresight.answered(client, later, STYLE, Answer.FETCHED, 500, 60, 900);
        }
        stock.preloaded.clear();
        for (int client = 200; client < 240; client++) {
            visit(client, Answer.FETCHED);
            foresight.failed(STYLE);
        }
        assertTrue(stock.preloaded.contains(STYLE), "it foretells as before");
        assertEquals(480, stats().answers());
    }

    @Test
    void aLinkThatNobodyHasFollowedIsFetchedAfterItsLikeHaveBeen() {
        for (int page = 0; page < 60; page++) {
            String key = "//example.com/" + page + ".html";
            String image = "//example.com/" + page + ".png";
            // It is on its way to its client before it is stored and its links are known.
            foresight.answered(page, page * 10_000L, key, Answer.FETCHED, 500, 60, 900);
            stock.text = new StoredText("text/html", null, html("<img src=" + page + ".png>"));
            foresight.stored(key, page, 500);
            stock.text = null;
            if (page < 59) {
                foresight.answered(page, page * 10_000L, image, Answer.FETCHED, 500, 60, 900);
            }
        }
        assertTrue(stock.preloaded.contains("//example.com/59.png"), stock.preloaded.toString());
        assertEquals(60, stats().links());
    }

    @Test
    void whatIsOfAnotherSiteOrNoTextIsNotRead() {
        stock.text = new StoredText("image/png", null, html("<img src=a.png>"));
        foresight.stored(ICON, 1, 500);
        stock.text = new StoredText("text/html", "br", html("<img src=a.png>"));
        foresight.stored(PAGE, 2, 500);
        stock.text = new StoredText("text/html", null, html("<img src=//example.org/a.png>"));
        foresight.stored(PAGE, 3, 500);
        assertEquals(0, stats().links());
    }

    private static byte[] html(String body) {
        return ("<!doctype html><body>" + body).getBytes(UTF_8);
    }

    @Test
    void aHotObjectIsFetchedAnewBeforeItGoesStaleOnceInItsLife() {
        foresight.answered(1, 0, "a", Answer.FETCHED, 100, 100, 0);
        stock.held.add("a");
        for (int i = 1; i < 9; i++) {
            foresight.answered(i, i * 1_000L, "a", Answer.HIT, 100, 100 - i, 0);
        }
        assertFalse(stock.preloaded.contains("a"));
        foresight.answered(10, 91_000, "a", Answer.HIT, 100, 9, 0);
        foresight.answered(11, 92_000, "a", Answer.HIT, 100, 8, 0);
        assertEquals(List.of("a"), stock.preloaded);
        foresight.arrived("a");
        foresight.answered(12, 93_000, "a", Answer.HIT, 100, 100, 0);
        assertEquals(1, stats().preloads().refreshes());
        assertEquals(1, stats().preloads().used());
    }

    @Test
    void aColdObjectIsLeftToGoStale() {
        foresight.answered(1, 0, "a", Answer.FETCHED, 100, 100, 0);
        stock.held.add("a");
        foresight.answered(2, 95_000, "a", Answer.HIT, 100, 5, 0);
        assertEquals(List.of(), stock.preloaded);
    }

    @Test
    void withoutABudgetNothingIsFetchedAndEverythingLearnt() {
        foresight = foresight(new PreloadConfig(PreloadConfig.NORMAL.rule(), .02f, 0, .5));
        for (int client = 0; client < 40; client++) {
            visit(client, Answer.FETCHED);
        }
        assertEquals(List.of(), stock.preloaded);
        assertEquals(40, stats().ranker().steps());
    }

    @Test
    void aBusyNodeDoesNotGuess() {
        stock.isBusy = true;
        for (int client = 0; client < 40; client++) {
            visit(client, Answer.FETCHED);
        }
        assertEquals(List.of(), stock.preloaded);
        assertTrue(stats().preloads().busy() > 0);
    }

    @Test
    void aPreloadThatLeavesTheCacheUnusedIsFoundOut() {
        foresight.answered(1, 0, "a", Answer.FETCHED, 100, 100, 0);
        stock.held.add("a");
        for (int i = 1; i < 9; i++) {
            foresight.answered(i, 95_000, "a", Answer.HIT, 100, 5, 0);
        }
        foresight.arrived("a");
        stock.held.clear();
        nanos += 11_000_000_000L;
        assertEquals(1, stats().preloads().unused());
        assertEquals(100, stats().preloads().wastedBytes());
    }

    @Test
    void allAnswersAreRecorded() throws IOException {
        visit(1, Answer.FETCHED);
        visit(2, Answer.HIT);
        stats();
        List<AccessRecord> found = new ArrayList<>();
        AccessRecords.read(directory, found::add);
        assertEquals(
                List.of(PAGE, STYLE, PAGE, STYLE), found.stream().map(AccessRecord::key).toList());
        assertEquals(4, foresight.stats().recorded());
    }

    @Test
    void tooMuchWorkHalvesTheClientsThatAreFollowed() {
        Sampling sampling = new Sampling(.1, 0);
        long now = 0;
        for (int second = 0; second < 3; second++) {
            now += 1_000_000_000L;
            sampling.took(500_000_000, now);
        }
        assertEquals(.125, sampling.rate());
        int followed = 0;
        for (long client = 0; client < 8_000; client++) {
            followed += sampling.includes(client * 0x2545F4914F6CDD1DL) ? 1 : 0;
        }
        assertTrue(Math.abs(followed - 1_000) < 150, "followed " + followed);
        for (int second = 0; second < 5; second++) {
            now += 1_000_000_000L;
            sampling.took(1_000_000, now);
        }
        assertEquals(1, sampling.rate());
    }

    /** A cache that holds what the test says. */
    private static final class FakeStock implements Stock {
        private final List<String> preloaded = new ArrayList<>();
        private final Set<String> held = new HashSet<>();
        private @Nullable StoredText text;
        private boolean isBusy;

        @Override
        public boolean holds(String key) {
            return held.contains(key);
        }

        @Override
        public void touch(String key) {
            assertTrue(held.contains(key));
        }

        @Override
        public void preload(String key) {
            preloaded.add(key);
        }

        @Override
        public @Nullable StoredText text(String key, int id, int maxBytes) {
            return text;
        }

        @Override
        public boolean isBusy() {
            return isBusy;
        }

        @Override
        public long usedBytes() {
            return 1 << 20;
        }

        @Override
        public void flush() {}
    }
}

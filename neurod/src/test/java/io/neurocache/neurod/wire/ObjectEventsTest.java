package io.neurocache.neurod.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.insight.Observer;
import io.neurocache.edge.insight.Observer.Filling;
import io.neurocache.predict.next.preload.Shelf;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectEventsTest {
    private final Told told = new Told();
    private final ObjectEvents events = new ObjectEvents("lru", told);

    @ParameterizedTest
    @CsvSource({"0, origin, null", "-1, put, null", "3, peer, 3"})
    void whereAnObjectCameFromIsTold(int peer, String from, String told2) {
        events.stored("a", false, 7, new Filling(100, peer, 1_500));
        Told.Event event = told.takeOne();
        assertEquals("fill", event.type());
        assertEquals(from, event.get("from"));
        assertEquals(told2, String.valueOf(event.get("peer")));
        assertEquals(1.5, event.get("ms"));
        assertEquals(100L, event.get("bytes"));
        assertEquals("a", event.get("key"));
    }

    @Test
    void theKeyOfASiteHasTwoSlashesBeforeIt() {
        events.stored("example.com/a", true, 7, new Filling(1, 0, 0));
        assertEquals("//example.com/a", told.takeOne().get("key"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img src=x onerror=1>",
                "\"},{\"type\":\"leader\"",
                "a\\",
                "a\nevent: leader\ndata: {}\n\n",
                "a\rb\u0000\u0001\u001f\u007f\t",
                "\u2028\u2029</script>",
                "größer €𝄞"
            })
    void aHostileKeyIsTextAndNothingElse(String key) {
        events.stored(key, false, 7, new Filling(1, 0, 1));
        events.isWanted();
        events.evicted(key, 5);
        events.guessed(key, .5f);
        events.ended(key, Shelf.End.USED);
        events.purged(9, Order.key(key), 1);
        List<Told.Event> all = told.take();
        assertEquals(5, all.size());
        for (Told.Event event : all) {
            Object found =
                    event.type().equals("purge")
                            ? assertInstanceOf(List.class, event.get("names")).getFirst()
                            : event.get("key");
            assertEquals(key, found, event.type());
            assertFalse(event.members().contains("\n"), event.members());
            assertFalse(event.members().contains("\r"), event.members());
        }
    }

    @Test
    void aLongKeyIsCut() {
        events.stored("k".repeat(10_000), false, 7, new Filling(1, 0, 1));
        assertEquals("k".repeat(255) + "…", told.takeOne().get("key"));
        events.stored("k".repeat(256), false, 7, new Filling(1, 0, 1));
        assertEquals("k".repeat(256), told.takeOne().get("key"));
    }

    @Test
    void atMostFiftyASecondAreToldAndWhatIsLeftOutIsCounted() {
        long stoodFor = 0;
        int count = 0;
        for (int i = 0; i < 500; i++) {
            events.stored("a" + i, false, 7, new Filling(1, 0, 1));
        }
        for (Told.Event event : told.take()) {
            stoodFor += (long) event.get("sample");
            count++;
        }
        // The second may have turned over meanwhile.
        assertTrue(count >= 50 && count <= 100, "told: " + count);
        assertTrue(stoodFor <= 500, "stood for: " + stoodFor);
    }

    @Test
    void whatHadToGoIsToldWithTheRule() {
        assertTrue(events.isWanted());
        events.evicted("a", 5);
        assertEquals(
                "\"key\":\"a\",\"bytes\":5,\"policy\":\"lru\",\"sample\":1",
                told.takeOne().members());
        int wanted = 0;
        for (int i = 0; i < 300; i++) {
            wanted += events.isWanted() ? 1 : 0;
        }
        assertTrue(wanted <= 100, "wanted: " + wanted);
    }

    @Test
    void aPreloadIsToldWithItsOddsAndItsEnd() {
        events.guessed("a", .25f);
        assertEquals(
                "\"key\":\"a\",\"score\":0.25,\"reason\":\"session\",\"sample\":1",
                told.takeOne().members());
        events.ended("a", Shelf.End.USED);
        Told.Event end = told.takeOne();
        assertEquals(true, end.get("used"));
        assertEquals(false, end.get("late"));
        assertTrue((double) end.get("lead_ms") >= 0, end.members());
    }

    @Test
    void whatIsFetchedAnewHasNoOdds() {
        events.guessed("a", Float.NaN);
        assertEquals(
                "\"key\":\"a\",\"score\":null,\"reason\":\"refresh\",\"sample\":1",
                told.takeOne().members());
    }

    @Test
    void whatWasOfNoUseOrWhoseBeginningIsUnknownHasNoLead() {
        events.ended("unknown", Shelf.End.LATE);
        Told.Event late = told.takeOne();
        assertEquals(true, late.get("late"));
        assertEquals(true, late.get("used"));
        assertEquals("null", late.get("lead_ms"));
        events.guessed("a", .5f);
        told.take();
        events.ended("a", Shelf.End.UNUSED);
        Told.Event unused = told.takeOne();
        assertEquals(false, unused.get("used"));
        assertEquals("null", unused.get("lead_ms"));
    }

    @Test
    void anOrderIsToldWithItsFirstNames() {
        List<String> tags = List.of("a", "b", "c", "d", "e");
        events.purged(42, new Order(Order.Target.TAGS, tags, true), 3);
        assertEquals(
                "\"scope\":\"tags\",\"names\":[\"a\",\"b\",\"c\",\"d\"],\"soft\":true,\"count\":3,"
                        + "\"index\":42,\"by\":0",
                told.takeOne().members());
        events.purged(43, new Order(Order.Target.ALL, List.of(), false), 0);
        assertEquals("all", told.takeOne().get("scope"));
        events.purged(44, new Order(Order.Target.PREFIX, List.of("p"), false), 0);
        assertEquals("prefix", told.takeOne().get("scope"));
    }

    @Test
    void anOrderForKeysThatFoundNothingIsNotTold() {
        events.purged(42, Order.key("a"), 0);
        assertEquals(List.of(), told.takeText());
        events.purged(43, Order.key("a"), 1);
        assertEquals("keys", told.takeOne().get("scope"));
    }

    @Test
    void answersAreSummedUpElsewhere() {
        InetAddress client = InetAddress.getLoopbackAddress();
        events.answered(client, "a", false, Observer.Answer.HIT, 1, 1, 0);
        events.preloaded("a", true);
        assertEquals(List.of(), told.takeText());
    }
}

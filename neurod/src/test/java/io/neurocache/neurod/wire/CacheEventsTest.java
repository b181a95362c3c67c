package io.neurocache.neurod.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.Edge;
import io.neurocache.edge.EdgeCounters;
import io.neurocache.neurod.config.Eviction;
import io.neurocache.neurod.eviction.ChosenEviction;
import io.neurocache.neurod.prediction.PredictionStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheEventsTest {
    @TempDir Path folder;

    private final Told told = new Told();
    private final KeyCounts hits = new KeyCounts();
    private final KeyCounts misses = new KeyCounts();
    private String metrics = "{\"node\":1,\"kv\":{\"a\":1},\"process\":{\"up\":1}}";
    private boolean isModelLive;
    private Edge edge;
    private CacheEvents events;

    @BeforeEach
    void open() throws IOException {
        ChosenEviction eviction =
                new ChosenEviction(Eviction.PPO, TestEdge.SLAB_BYTES, folder.resolve("values"));
        edge = TestEdge.open(folder, eviction);
        events =
                new CacheEvents(
                        edge,
                        () -> metrics.getBytes(UTF_8),
                        this::prediction,
                        eviction,
                        hits,
                        misses,
                        told);
    }

    @AfterEach
    void close() throws IOException {
        edge.close();
    }

    private PredictionStatus prediction() {
        return TestEdge.prediction(isModelLive);
    }

    @Test
    void hitsAndMissesAreSummedUpWithTheirKeys() {
        events.sumUp();
        assertEquals(List.of(), told.takeText());

        EdgeCounters counters = edge.counters();
        counters.hits.add(3);
        counters.bytesFromCache.add(300);
        counters.hitTimes.record(2_000_000);
        hits.note("<img src=x onerror=1>");
        hits.note("<img src=x onerror=1>");
        hits.note("b");
        counters.misses.add(1);
        counters.bytesFromOrigin.add(50);
        counters.bytesFromPeers.add(7);
        misses.note("c");
        events.sumUp();

        List<Told.Event> both = told.take();
        Told.Event hit = both.getFirst();
        assertEquals(List.of("hit", "miss"), both.stream().map(Told.Event::type).toList());
        assertEquals(3L, hit.get("count"));
        assertEquals(300L, hit.get("bytes"));
        assertEquals(
                List.of(
                        Map.of("key", "<img src=x onerror=1>", "count", 2L),
                        Map.of("key", "b", "count", 1L)),
                hit.get("top"));
        assertEquals(2.0, (double) hit.get("p99_ms"), .25);
        assertEquals(57L, both.getLast().get("bytes"));
        assertEquals("null", both.getLast().get("p99_ms"));

        events.sumUp();
        assertEquals(List.of(), told.takeText());
    }

    @Test
    void atMostEightKeysAreTold() {
        for (int i = 0; i < 20; i++) {
            hits.note("k" + i);
        }
        edge.counters().hits.add(20);
        events.sumUp();
        assertTrue(told.takeOne().get("top") instanceof List<?> top && top.size() == 8);
    }

    @Test
    void theFirstLookTellsHowEverythingStands() {
        isModelLive = true;
        events.lookAround();
        List<Told.Event> all = told.take();
        assertEquals(
                List.of("stats", "slab", "model", "policy"),
                all.stream().map(Told.Event::type).toList());
        assertEquals("\"stats\":" + metrics, all.getFirst().members());
        assertEquals(0L, all.get(1).get("base"));
        assertEquals("abc", all.get(2).get("id"));
        assertEquals(.75, all.get(2).get("precision"));
        assertEquals("ppo", all.get(3).get("name"));
        events.lookAround();
        assertEquals(List.of(), told.takeText());
    }

    @Test
    void metricsAreToldWhenTheyChangeAndElseEveryTenSeconds() {
        events.lookAround();
        told.take();
        for (int second = 1; second <= 10; second++) {
            metrics = metrics.replaceAll("\"up\":[0-9]+", "\"up\":" + second);
            events.lookAround();
            assertEquals(second == 10 ? 1 : 0, told.take().size(), "second " + second);
        }
        metrics = metrics.replace("\"a\":1", "\"a\":2");
        events.lookAround();
        assertEquals("\"stats\":" + metrics, told.takeOne().members());
    }

    @Test
    void aModelThatIsNoLongerLiveIsNone() {
        isModelLive = true;
        events.lookAround();
        told.take();
        isModelLive = false;
        events.lookAround();
        assertEquals("", told.takeOne().get("id"));
    }
}

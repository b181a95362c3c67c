package io.neurocache.neurod.wire;

import io.neurocache.edge.Edge;
import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.Latencies;
import io.neurocache.neurod.eviction.ChosenEviction;
import io.neurocache.neurod.prediction.PredictionStatus;
import io.neurocache.predict.eviction.Expert;
import io.neurocache.predict.eviction.GuardStats;
import io.neurocache.slab.SlabMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node's cache does, as events: summed up four times a second, its metrics and the map of
 * its slab once a second. Counters are read where they are; a hit notices nothing. Confined to the
 * wire's thread.
 */
final class CacheEvents {
    private static final int MOST_TOP = 8;

    /** Cells of the map: what a screen shows, and a snapshot can carry. */
    private static final int MOST_CELLS = 1_024;

    /** Cells told in a second, in so many pieces: the rest comes in the seconds after. */
    private static final int MOST_PIECES = 8;

    private static final int MOST_PIECE_CELLS = 64;

    /** A cell that is a sixteenth fuller or emptier than it was told to be is told again. */
    private static final int NOTICED = 16;

    private static final int BUSY_SECONDS = 1;
    private static final int IDLE_SECONDS = 10;
    private static final double P99 = .99;

    private final Edge edge;
    private final Supplier<byte[]> metrics;
    private final Supplier<PredictionStatus> prediction;
    private final ChosenEviction eviction;
    private final KeyCounts hitKeys;
    private final KeyCounts missKeys;
    private final BiConsumer<String, String> tell;

    private long hits;
    private long misses;
    private long hitBytes;
    private long missBytes;
    private long[] hitTimes;
    private long[] missTimes;
    private int seconds = IDLE_SECONDS;
    private String toldStats = "";
    private String toldModel = "";
    private String toldPolicy = "";
    private int[] occupied = {};
    private int[] classes = {};
    private int nextCell;

    /**
     * Makes it.
     *
     * @param edge whose cache it is
     * @param metrics renders the object of /metrics.json
     * @param prediction how prediction does
     * @param hitKeys counts what is asked for and there
     * @param missKeys counts what is asked for and not
     * @param tell takes type and members
     */
    CacheEvents(
            Edge edge,
            Supplier<byte[]> metrics,
            Supplier<PredictionStatus> prediction,
            ChosenEviction eviction,
            KeyCounts hitKeys,
            KeyCounts missKeys,
            BiConsumer<String, String> tell) {
        this.edge = edge;
        this.metrics = metrics;
        this.prediction = prediction;
        this.eviction = eviction;
        this.hitKeys = hitKeys;
        this.missKeys = missKeys;
        this.tell = tell;
        EdgeCounters counters = edge.counters();
        this.hits = counters.hits.sum();
        this.misses = counters.misses.sum();
        this.hitBytes = counters.bytesFromCache.sum();
        this.missBytes = fetchedBytes(counters);
        this.hitTimes = counters.hitTimes.counts();
        this.missTimes = counters.missTimes.counts();
    }

    private static long fetchedBytes(EdgeCounters counters) {
        return counters.bytesFromOrigin.sum() + counters.bytesFromPeers.sum();
    }

    /** Four times a second: what was asked for. */
    void sumUp() {
        EdgeCounters counters = edge.counters();
        List<KeyCounts.Counted> topHits = hitKeys.take(MOST_TOP);
        List<KeyCounts.Counted> topMisses = missKeys.take(MOST_TOP);
        long nowHits = counters.hits.sum();
        if (nowHits > hits) {
            long nowBytes = counters.bytesFromCache.sum();
            long[] nowTimes = counters.hitTimes.counts();
            double p99 = Latencies.quantile(hitTimes, nowTimes, P99);
            tell("hit", nowHits - hits, nowBytes - hitBytes, topHits, p99);
            hits = nowHits;
            hitBytes = nowBytes;
            hitTimes = nowTimes;
        }
        long nowMisses = counters.misses.sum();
        if (nowMisses > misses) {
            long nowBytes = fetchedBytes(counters);
            long[] nowTimes = counters.missTimes.counts();
            double p99 = Latencies.quantile(missTimes, nowTimes, P99);
            tell("miss", nowMisses - misses, nowBytes - missBytes, topMisses, p99);
            misses = nowMisses;
            missBytes = nowBytes;
            missTimes = nowTimes;
        }
    }

    private void tell(
            String type, long count, long bytes, List<KeyCounts.Counted> top, double p99) {
        List<String> counted = new ArrayList<>();
        for (KeyCounts.Counted each : top) {
            counted.add(
                    new Members().key("key", each.key()).number("count", each.count()).object());
        }
        tell.accept(
                type,
                new Members()
                        .number("count", count)
                        .number("bytes", Math.max(0, bytes))
                        .json("top", "[" + String.join(",", counted) + "]")
                        .real("p99_ms", p99)
                        .toString());
    }

    /** Once a second: how things stand, where that has changed. */
    void lookAround() {
        stats();
        map();
        model();
        policy();
    }

    /** What changes by itself, such as the time, is told seldom. */
    private void stats() {
        String text = new String(metrics.get(), StandardCharsets.UTF_8);
        int from = Math.max(0, text.indexOf("\"kv\":"));
        int to = Math.max(from, text.indexOf("\"process\":"));
        String essence = text.substring(from, to);
        seconds++;
        if (seconds >= (essence.equals(toldStats) ? IDLE_SECONDS : BUSY_SECONDS)) {
            seconds = 0;
            toldStats = essence;
            tell.accept("stats", new Members().json("stats", text).toString());
        }
    }

    private void map() {
        SlabMap map = edge.storageMap(MOST_CELLS);
        int cells = map.occupied().length;
        if (occupied.length != cells) {
            occupied = map.occupied();
            classes = map.slotBytes();
            tellCells(0, cells);
            return;
        }
        int pieces = 0;
        for (int looked = 0; looked < cells && pieces < MOST_PIECES; ) {
            int start = nextCell;
            int length = changedFrom(map, start);
            if (length > 0) {
                System.arraycopy(map.occupied(), start, occupied, start, length);
                System.arraycopy(map.slotBytes(), start, classes, start, length);
                tellCells(start, start + length);
                pieces++;
            }
            int step = Math.max(1, length);
            nextCell = (start + step) % cells;
            looked += step;
        }
    }

    /** How many cells from one on have changed enough, one after the other. */
    private int changedFrom(SlabMap map, int start) {
        int length = 0;
        while (length < MOST_PIECE_CELLS
                && start + length < occupied.length
                && isChanged(map, start + length)) {
            length++;
        }
        return length;
    }

    private boolean isChanged(SlabMap map, int cell) {
        int now = map.occupied()[cell];
        boolean isOther =
                (now == 0) != (occupied[cell] == 0) || map.slotBytes()[cell] != classes[cell];
        return isOther || Math.abs(now - occupied[cell]) >= NOTICED;
    }

    private void tellCells(int from, int to) {
        tell.accept(
                "slab",
                new Members()
                        .number("cells", occupied.length)
                        .number("base", from)
                        .numbers("occ", occupied, from, to)
                        .numbers("cls", classes, from, to)
                        .toString());
    }

    private void model() {
        PredictionStatus status = prediction.get();
        String id = status.gpt().isLive() ? status.model() : "";
        if (!id.equals(toldModel)) {
            toldModel = id;
            var preloads = status.stats().preloads();
            boolean isKnown = preloads.used() + preloads.late() + preloads.unused() > 0;
            tell.accept(
                    "model",
                    new Members()
                            .text("id", id)
                            .real("precision", isKnown ? preloads.precision() : Double.NaN)
                            .real("latency_us", status.steps().micros(.5))
                            .toString());
        }
    }

    private void policy() {
        Optional<GuardStats> guard = eviction.guardStats();
        String action =
                guard.map(stats -> stats.live().name().toLowerCase(Locale.ROOT))
                        .orElse(eviction.label());
        if (action.equals(toldPolicy)) {
            return;
        }
        toldPolicy = action;
        tell.accept(
                "policy",
                new Members()
                        .text("name", eviction.label())
                        .text("action", action)
                        .real("reward", guard.map(CacheEvents::reward).orElse(Double.NaN))
                        .truth("fallback", isFallback(guard.orElse(null)))
                        .toString());
    }

    private static boolean isFallback(@Nullable GuardStats guard) {
        return guard != null && guard.live() != Expert.LEARNED;
    }

    /** How far the cache is ahead of the better of the two rules that it is compared with. */
    private static double reward(GuardStats guard) {
        return guard.sampledRequests() == 0
                ? Double.NaN
                : guard.liveHitRatio() - Math.max(guard.s3fifoHitRatio(), guard.lruHitRatio());
    }
}

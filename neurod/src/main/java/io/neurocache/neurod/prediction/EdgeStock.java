package io.neurocache.neurod.prediction;

import io.neurocache.edge.Edge;
import io.neurocache.edge.insight.TextBody;
import io.neurocache.predict.next.feed.Events;
import io.neurocache.predict.next.feed.Stock;
import io.neurocache.predict.next.links.LinkReader;
import io.neurocache.predict.next.links.StoredText;
import io.neurocache.predict.next.preload.Shelf;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The edge's cache as prediction sees it. Pre-loads go through the cluster's log, some at a time,
 * so that all know of them; the edge fetches when it applies the entry. Confined to the feeder's
 * thread.
 */
final class EdgeStock implements Stock {
    /** Fills at the same time from which clients need the origins for themselves. */
    private static final int BUSY_FILLS = 32;

    /** The part of all processors that this process uses when there is no time for guesses. */
    private static final double BUSY_LOAD = .6;

    private static final long LOOK_NANOS = 250_000_000L;
    private static final int MAX_NAMES = 256;

    private final Edge edge;
    private final BiConsumer<List<String>, Consumer<Boolean>> cluster;
    private final Events failures;
    private final Onlooker onlooker;
    private final DoubleSupplier load;
    private List<String> wanted = new ArrayList<>();
    private long lookedNanos;
    private boolean isLoaded;

    /**
     * Makes one.
     *
     * @param cluster proposes that this edge fetches what is named, and says whether it was taken
     * @param failures is told of names that were not; safe from any thread
     */
    EdgeStock(
            Edge edge,
            BiConsumer<List<String>, Consumer<Boolean>> cluster,
            Events failures,
            Onlooker onlooker) {
        this.edge = edge;
        this.cluster = cluster;
        this.failures = failures;
        this.onlooker = onlooker;
        this.load = load();
        this.lookedNanos = System.nanoTime() - LOOK_NANOS;
    }

    private static DoubleSupplier load() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system::getProcessCpuLoad
                : () -> 0;
    }

    @Override
    public boolean holds(String key) {
        return edge.insight().isFresh(key);
    }

    @Override
    public void touch(String key) {
        edge.insight().touch(key);
    }

    @Override
    public void preload(String key) {
        wanted.add(key);
        if (wanted.size() == MAX_NAMES) {
            flush();
        }
    }

    @Override
    public void guessed(String key, float odds) {
        onlooker.guessed(key, odds);
    }

    @Override
    public void ended(String key, Shelf.End end) {
        onlooker.ended(key, end);
    }

    @Override
    public void flush() {
        if (!wanted.isEmpty()) {
            List<String> names = wanted;
            wanted = new ArrayList<>();
            cluster.accept(
                    names,
                    isTaken -> {
                        if (!isTaken) {
                            names.forEach(failures::failed);
                        }
                    });
        }
    }

    @Override
    public @Nullable StoredText text(String key, int id, int maxBytes) {
        TextBody text = edge.insight().text(key, id, maxBytes, LinkReader::hasLinks);
        return text == null
                ? null
                : new StoredText(text.contentType(), text.contentEncoding(), text.body());
    }

    @Override
    public boolean isBusy() {
        return edge.fillsUnderWay() > BUSY_FILLS || isLoaded();
    }

    private boolean isLoaded() {
        long now = System.nanoTime();
        if (now - lookedNanos >= LOOK_NANOS) {
            lookedNanos = now;
            isLoaded = load.getAsDouble() > BUSY_LOAD;
        }
        return isLoaded;
    }

    @Override
    public long usedBytes() {
        return edge.storage().usedBytes();
    }
}

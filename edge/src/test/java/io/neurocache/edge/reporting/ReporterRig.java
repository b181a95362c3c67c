package io.neurocache.edge.reporting;

import io.netty.buffer.Unpooled;
import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.cache.PendingPuts;
import io.neurocache.edge.cache.StoredObjects;
import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.eviction.LruPolicy;
import io.neurocache.edge.placement.Directory;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.Freshness;
import io.neurocache.edge.rules.ReprDigest;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.edge.store.ObjectWriter;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.slab.Slab;
import io.neurocache.slab.SlabConfig;
import io.neurocache.slab.WriteResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A reporter over a real slab, with a directory, a cluster and a clock that the test plays. */
final class ReporterRig implements AutoCloseable {
    static final long SLAB_BYTES = 16L << 20;
    static final long NOW_MILLIS = 1_800_000_000_000L;
    static final int FRESH_SECONDS = 600;

    final FakeDirectory directory;
    final EdgeCounters counters = new EdgeCounters();
    final FakeLease cluster = new FakeLease();
    final ObjectStore store;
    final Reporter reporter;
    private long nanos = 1;

    private ReporterRig(ObjectStore store, FakeDirectory directory) {
        this.store = store;
        this.directory = directory;
        PendingPuts pending =
                new StoredObjects(store, counters, 8, Clock.systemUTC()).pendingPuts();
        this.reporter =
                new Reporter(
                        store,
                        pending,
                        cluster,
                        directory,
                        counters,
                        () -> Instant.ofEpochMilli(NOW_MILLIS),
                        () -> nanos);
    }

    static ReporterRig open(Path folder) throws IOException {
        return open(folder, new FakeDirectory());
    }

    static ReporterRig open(Path folder, FakeDirectory directory) throws IOException {
        SlabConfig slab = SlabConfig.of(folder.resolve("slab"), SLAB_BYTES);
        return new ReporterRig(
                ObjectStore.open(slab, LruPolicy::new, new EdgeCounters()), directory);
    }

    // ---- What is held.

    void put(String key, byte[] body) {
        put(key.getBytes(StandardCharsets.ISO_8859_1), head(), body);
    }

    void put(byte[] slabKey, byte[] meta, byte[] body) {
        ObjectWriter writer = store.writer(slabKey, meta, body.length);
        WriteResult result = writer.write(Unpooled.wrappedBuffer(body));
        long handle = result == WriteResult.OK ? writer.commit() : Slab.NONE;
        if (handle == Slab.NONE) {
            throw new AssertionError("no room");
        }
        store.slab().release(handle);
    }

    static byte[] head() {
        Freshness freshness =
                new Freshness(
                        NOW_MILLIS,
                        0,
                        FRESH_SECONDS * 1000L,
                        0,
                        0,
                        false,
                        false,
                        Freshness.Source.EXPLICIT);
        return StoredHead.encode(
                StoredHead.Provenance.ORIGIN, 200, freshness, 0, Fields.of("Content-Type", "a/b"));
    }

    boolean remove(String key) {
        return store.slab().remove(key.getBytes(StandardCharsets.ISO_8859_1));
    }

    void use(String key, int times) {
        long handle = store.acquire(key.getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < times; i++) {
            store.served(handle);
        }
        store.slab().release(handle);
    }

    /** What the slab holds, with the sizes. */
    Map<String, Long> held() {
        Map<String, Long> held = new HashMap<>();
        store.slab()
                .forEach(handle ->
                        held.put(
                                new String(store.slab().key(handle), StandardCharsets.ISO_8859_1),
                                store.slab().bodyLength(handle)));
        return held;
    }

    /** What this edge is believed to hold, with the sizes. */
    Map<String, Long> believed() {
        Map<String, Long> believed = new HashMap<>();
        directory.here().forEach((key, content) -> believed.put(key, content.size()));
        return believed;
    }

    static Directory.Content content(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return new Directory.Content(
                    body.length, ReprDigest.ofSha256(hash), NOW_MILLIS / 1000 + FRESH_SECONDS);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    // ---- Time.

    /** Lets time pass, and the reporter do what is due meanwhile. */
    void pass(Duration time) {
        long end = nanos + time.toNanos();
        while (nanos - end < 0) {
            long wait = reporter.round();
            nanos += Math.clamp(wait, 1_000_000, Math.max(1_000_000, end - nanos));
        }
    }

    /** Until a comparison at the start is over, and what it found is told. */
    void settle() {
        pass(Duration.ofSeconds(20));
    }

    @Override
    public void close() throws IOException {
        reporter.close();
        store.close();
    }

    /** A lease and orders, as the test says. */
    static final class FakeLease implements Cluster {
        private final Invalidations invalidations = new Invalidations(100);
        private volatile boolean isLeased = true;

        void lose() {
            isLeased = false;
        }

        void regain() {
            isLeased = true;
        }

        @Override
        public boolean isLeased(long seenIndex) {
            return isLeased;
        }

        @Override
        public long lostForNanos() {
            return 0;
        }

        @Override
        public long appliedIndex() {
            return 1;
        }

        @Override
        public long orderedIndex() {
            return 1;
        }

        @Override
        public Invalidations invalidations() {
            return invalidations;
        }

        @Override
        public void order(Order order, Consumer<Outcome> answer) {
            throw new AssertionError("a reporter orders nothing");
        }

        @Override
        public void orderSoon(Order order) {
            throw new AssertionError("a reporter orders nothing");
        }
    }
}

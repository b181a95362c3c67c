package io.neurocache.neurod.metrics;

import io.neurocache.edge.Edge;
import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.Latencies;
import io.neurocache.edge.exchange.Protocol;
import io.neurocache.edge.server.Refusal;
import io.neurocache.edge.server.ServerCounters;
import io.neurocache.neurod.eviction.ChosenEviction;
import io.neurocache.neurod.learning.LearningStatus;
import io.neurocache.neurod.prediction.PredictionStatus;
import io.neurocache.neurod.wire.WireStatus;
import io.neurocache.raft.server.KvStatistics;
import io.neurocache.raft.wire.NodeStatus;
import io.neurocache.slab.SlabStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Collects the node's metrics: the one source of /metrics.json and /metrics. Thread-safe. */
public final class NodeMetrics {
    private static final double NANOS_A_SECOND = 1e9;

    private final int id;
    private final String version;
    private final Edge edge;
    private final Supplier<NodeStatus> raft;
    private final Supplier<KvStatistics> kv;
    private final LongSupplier leaseLostNanos;
    private final Supplier<PredictionStatus> prediction;
    private final Supplier<LearningStatus> learning;
    private final ChosenEviction eviction;
    private final Supplier<WireStatus> wire;
    private final long startNanos = System.nanoTime();

    /**
     * Makes a collector; the node's uptime counts from here.
     *
     * @param id the node's number in its cluster
     * @param raft how its Raft server stands
     * @param kv what was asked of its key-value store
     * @param leaseLostNanos for how long its edge has had no lease: 0 while it has one, {@link
     *     Long#MAX_VALUE} where it never had
     * @param prediction how prediction does
     * @param learning what learners of this node have done
     * @param eviction what makes room in the cache
     * @param wire how it stands with events
     */
    public NodeMetrics(
            int id,
            String version,
            Edge edge,
            Supplier<NodeStatus> raft,
            Supplier<KvStatistics> kv,
            LongSupplier leaseLostNanos,
            Supplier<PredictionStatus> prediction,
            Supplier<LearningStatus> learning,
            ChosenEviction eviction,
            Supplier<WireStatus> wire) {
        this.id = id;
        this.version = version;
        this.edge = edge;
        this.raft = raft;
        this.kv = kv;
        this.leaseLostNanos = leaseLostNanos;
        this.prediction = prediction;
        this.learning = learning;
        this.eviction = eviction;
        this.wire = wire;
    }

    /** Reads everything once. */
    public List<Metric> collect() {
        List<Metric> all = new ArrayList<>(64);
        SlabStats slab = edge.storage();
        ServerCounters server = edge.serverCounters();
        node(all);
        RaftMetrics.add(all, raft.get(), kv.get());
        lease(all);
        cache(all, edge.counters(), slab, server);
        storage(all, edge.counters(), slab);
        PredictionMetrics.add(all, prediction.get(), learning.get(), eviction);
        wire(all, wire.get());
        process(all, server);
        return all;
    }

    private void node(List<Metric> all) {
        double uptime = (System.nanoTime() - startNanos) / NANOS_A_SECOND;
        all.add(Metric.gauge("node", "id", "Number of this node.", id));
        all.add(Metric.text("node", "version", version));
        all.add(Metric.real("node", "uptime_s", "Seconds since the node started.", uptime));
    }

    private void lease(List<Metric> all) {
        long lost = leaseLostNanos.getAsLong();
        all.add(
                Metric.gauge(
                        "lease",
                        "held",
                        "1 while the edge may serve what it holds unasked.",
                        lost == 0 ? 1 : 0));
        Metric.Value since =
                lost == Long.MAX_VALUE
                        ? new Metric.Unknown()
                        : new Metric.Real(lost / NANOS_A_SECOND);
        String help = "Seconds since the lease ended, 0 while it holds.";
        all.add(new Metric("lease", "lost_s", Metric.Kind.GAUGE, help, since));
    }

    private static void wire(List<Metric> all, WireStatus status) {
        all.add(Metric.gauge("wire", "readers", "Readers of the events.", status.readers()));
        all.add(
                Metric.counter(
                        "wire",
                        "dropped",
                        "Events of this node lost for want of room.",
                        status.dropped()));
    }

    private void cache(
            List<Metric> all, EdgeCounters counted, SlabStats slab, ServerCounters server) {
        Section cache = new Section(all, "cache");
        long hits = counted.hits.sum();
        long misses = counted.misses.sum();
        long cached = counted.bytesFromCache.sum();
        long fetched = counted.bytesFromOrigin.sum() + counted.bytesFromPeers.sum();
        cache.counter("requests", "GET and HEAD requests.", counted.requests);
        cache.counter("hits", "Requests answered without the origin.", counted.hits);
        cache.counter("misses", "Requests that needed the origin.", counted.misses);
        all.add(
                Metric.ratio(
                        "cache", "hit_ratio", "Hits of hits and misses.", hits, hits + misses));
        all.add(
                Metric.ratio(
                        "cache",
                        "byte_hit_ratio",
                        "Body bytes of hits of all body bytes.",
                        cached,
                        cached + fetched));
        all.add(
                Metric.counter(
                        "cache",
                        "bytes_served",
                        "Bytes of response bodies sent.",
                        server.bodyBytesSent()));
        cache.counter("origin_fetches", "Calls to origins to fill objects.", counted.originFetches);
        cache.counter("origin_failures", "Calls to origins that failed.", counted.originFailures);
        cache.counter("collapsed", "Requests that joined another's fill.", counted.collapsed);
        cache.counter("revalidated", "Stored responses found unchanged.", counted.revalidated);
        cache.counter("served_stale", "Responses served although stale.", counted.servedStale);
        cache.counter("passed", "Requests passed on without a look-up.", counted.passed);
        cache.counter("stored", "Responses stored.", counted.stored);
        cache.counter("not_stored", "Responses that found no room.", counted.notStored);
        cache.counter("not_admitted", "Responses the policy left out.", counted.notAdmitted);
        cache.counter("corrupted", "Objects dropped by checksum.", counted.corrupted);
        orders(cache, counted);
        peers(all, cache, counted);
        cache.counter("preloads", "Objects fetched ahead.", counted.preloads);
        cache.counter("preloads_dropped", "Objects that were to be.", counted.preloadsDropped);
        placements(cache, counted);
        cache.counter(
                "bytes_from_cache", "Body bytes sent from the cache.", counted.bytesFromCache);
        cache.counter(
                "bytes_from_origin",
                "Body bytes sent that origins delivered.",
                counted.bytesFromOrigin);
        all.add(
                times(
                        "hit_ms",
                        "Time of hits, request to end, since the start.",
                        counted.hitTimes));
        all.add(times("miss_ms", "The same of other answers.", counted.missTimes));
        all.add(Metric.gauge("cache", "objects", "Objects cached.", slab.objects()));
        all.add(Metric.gauge("cache", "fills", "Fills under way.", edge.fillsUnderWay()));
    }

    private static Metric times(String name, String help, Latencies latencies) {
        long[] counts = latencies.counts();
        long[] none = new long[counts.length];
        return new Metric(
                "cache",
                name,
                Metric.Kind.GAUGE,
                help,
                new Metric.Quantiles(
                        List.of(
                                new Metric.Quantile(50, Latencies.quantile(none, counts, .5)),
                                new Metric.Quantile(99, Latencies.quantile(none, counts, .99)))));
    }

    private static void orders(Section cache, EdgeCounters counted) {
        cache.counter("purges", "Purges carried out, by PUT too.", counted.orders);
        cache.counter("purged", "Objects removed by key.", counted.purged);
        cache.counter("purged_swept", "Objects freed in the background.", counted.swept);
        cache.counter("purged_found", "Purged objects asked for.", counted.foundGone);
        cache.counter(
                "purged_soft_found", "Softly purged objects asked for.", counted.foundStaleByOrder);
        cache.counter(
                "doubtful_found",
                "Objects asked for that a missed purge may cover.",
                counted.foundDoubtful);
        cache.counter(
                "superseded", "Responses not stored: purged while fetched.", counted.superseded);
        cache.counter("unleased", "Hits not served for want of a lease.", counted.unleased);
        cache.counter("served_unleased", "Hits served without one.", counted.servedUnleased);
    }

    private void peers(List<Metric> all, Section cache, EdgeCounters counted) {
        all.add(Metric.gauge("cache", "peers", "Other edges that are asked.", edge.peers()));
        cache.counter("peer_calls", "Requests made to other edges.", counted.peerCalls);
        cache.counter("peer_fills", "Objects that other edges gave.", counted.peerFills);
        cache.counter(
                "peer_mismatches",
                "Objects from other edges that were not the known ones.",
                counted.peerMismatches);
        cache.counter("peer_requests", "Requests of other edges.", counted.peerRequests);
        cache.counter(
                "bytes_from_peers",
                "Body bytes sent that other edges delivered.",
                counted.bytesFromPeers);
        cache.counter("bytes_to_peers", "Body bytes sent to other edges.", counted.bytesToPeers);
    }

    private static void placements(Section cache, EdgeCounters counted) {
        cache.counter(
                "placements_told", "Objects the cluster was told of.", counted.placementsTold);
        cache.counter("removals_told", "Objects told to be gone.", counted.removalsTold);
        cache.counter("uses_told", "Hits the cluster was told of.", counted.usesTold);
        cache.counter(
                "placements_refused",
                "Batches of these that nobody took, each time.",
                counted.placementsRefused);
        cache.counter(
                "reconciliations",
                "Comparisons of the slab with what the cluster knows.",
                counted.reconciliations);
        cache.counter("reconciled", "Objects these found wrongly known.", counted.reconciled);
    }

    private static void storage(List<Metric> all, EdgeCounters counted, SlabStats slab) {
        all.add(Metric.gauge("storage", "slab_bytes", "Size of the slab.", slab.slabBytes()));
        all.add(Metric.gauge("storage", "used_bytes", "Bytes in use.", slab.usedBytes()));
        all.add(Metric.gauge("storage", "free_bytes", "Bytes free.", slab.freeBytes()));
        all.add(
                Metric.real(
                        "storage",
                        "fragmentation",
                        "Part of the assigned pages no object uses.",
                        slab.fragmentation()));
        new Section(all, "storage")
                .counter("evictions", "Objects evicted for room.", counted.evictions);
    }

    private static void process(List<Metric> all, ServerCounters server) {
        kernel(all, "rss_bytes", "VmRSS", "Resident memory, mapped files included.");
        kernel(all, "rss_anon_bytes", "RssAnon", "Resident memory that is no file's.");
        all.add(
                Metric.gauge(
                        "process", "heap_bytes", "Java heap in use.", ProcessStatus.heapBytes()));
        all.add(
                Metric.gauge(
                        "process",
                        "direct_bytes",
                        "Direct buffers of the JVM.",
                        ProcessStatus.directBytes()));
        all.add(Metric.gauge("process", "threads", "Threads.", ProcessStatus.threads()));
        all.add(
                Metric.gauge(
                        "process",
                        "connections",
                        "Open client connections.",
                        server.connectionsOpen()));
        all.add(
                Metric.counter(
                        "process",
                        "connections_accepted",
                        "Client connections accepted.",
                        server.connectionsTotal()));
        all.add(
                byName(
                        "http_requests",
                        "Requests by protocol.",
                        "protocol",
                        Protocol.values(),
                        server::requests));
        all.add(
                byName(
                        "http_refused",
                        "Requests and connections refused.",
                        "reason",
                        Refusal.values(),
                        server::refused));
    }

    private static void kernel(List<Metric> all, String name, String field, String help) {
        OptionalLong bytes = ProcessStatus.kernelBytes(field);
        bytes.ifPresent(value -> all.add(Metric.gauge("process", name, help, value)));
    }

    private static <E extends Enum<E>> Metric byName(
            String name, String help, String label, E[] values, ToLongFunction<E> count) {
        List<Metric.Labelled> labelled = new ArrayList<>();
        for (E value : values) {
            String text = value.name().toLowerCase(Locale.ROOT);
            labelled.add(new Metric.Labelled(text, count.applyAsLong(value)));
        }
        return new Metric(
                "process", name, Metric.Kind.COUNTER, help, new Metric.ByLabel(label, labelled));
    }

    /** Adds counters of one section. */
    private record Section(List<Metric> all, String name) {
        void counter(String metric, String help, LongAdder value) {
            all.add(Metric.counter(name, metric, help, value.sum()));
        }
    }
}

package io.neurocache.neurod.metrics;

import io.neurocache.raft.HardState;
import io.neurocache.raft.server.KvStatistics;
import io.neurocache.raft.wire.NodeStatus;
import java.util.List;

/** The sections {@code raft} and {@code kv}. Stateless; safe from any thread. */
final class RaftMetrics {
    private RaftMetrics() {}

    static void add(List<Metric> all, NodeStatus status, KvStatistics asked) {
        raft(all, status);
        kv(all, status, asked);
    }

    private static void raft(List<Metric> all, NodeStatus status) {
        all.add(Metric.text("raft", "role", status.role()));
        all.add(Metric.gauge("raft", "term", "Current term.", status.term()));
        Metric.Value leader =
                status.leader() == HardState.NOBODY
                        ? new Metric.Unknown()
                        : new Metric.Whole(status.leader());
        all.add(new Metric("raft", "leader", Metric.Kind.GAUGE, "Id of the known leader.", leader));
        all.add(Metric.gauge("raft", "commit", "Last committed entry.", status.commit()));
        all.add(Metric.gauge("raft", "applied", "Last applied entry.", status.applied()));
        all.add(Metric.gauge("raft", "last", "Last entry of the log.", status.last()));
        List<Metric.Numbered> peers =
                status.peers().stream()
                        .map(peer ->
                                new Metric.Numbered(
                                        peer.id(), List.of((double) peer.match(), rttMillis(peer))))
                        .toList();
        all.add(
                new Metric(
                        "raft",
                        "peers",
                        Metric.Kind.GAUGE,
                        "What a leader knows of a peer: its last entry, and how long it takes to"
                                + " answer.",
                        new Metric.ById(List.of("match", "rtt_ms"), peers)));
    }

    private static double rttMillis(NodeStatus.Peer peer) {
        return peer.rttMicros() == NodeStatus.UNKNOWN ? Double.NaN : peer.rttMicros() / 1000.0;
    }

    private static void kv(List<Metric> all, NodeStatus status, KvStatistics asked) {
        all.add(Metric.gauge("kv", "keys", "Keys in the store.", status.keys()));
        List<Metric.Labelled> operations =
                List.of(
                        new Metric.Labelled("get", asked.gets()),
                        new Metric.Labelled("put", asked.puts()),
                        new Metric.Labelled("del", asked.dels()),
                        new Metric.Labelled("cas", asked.casses()),
                        new Metric.Labelled("scan", asked.scans()));
        all.add(
                new Metric(
                        "kv",
                        "ops_total",
                        Metric.Kind.COUNTER,
                        "Requests of clients answered.",
                        new Metric.ByLabel("op", operations)));
        List<Metric.Quantile> latency =
                List.of(
                        new Metric.Quantile(50, asked.p50Millis()),
                        new Metric.Quantile(99, asked.p99Millis()));
        all.add(
                new Metric(
                        "kv",
                        "latency_ms",
                        Metric.Kind.GAUGE,
                        "Time to an answer in the last one to two minutes.",
                        new Metric.Quantiles(latency)));
    }
}

package io.neurocache.raft.server;

import io.neurocache.raft.Configuration;
import io.neurocache.raft.RaftConfig;
import io.neurocache.raft.auth.PortSecurity;
import io.neurocache.raft.store.StorageConfig;
import io.neurocache.slab.Check;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What one server of the cluster is told.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param id this server's, from 1
 * @param version of the program, for the status
 * @param cluster the cluster's name: servers of another one are refused
 * @param listen where clients and peers connect; port 0 takes a free one
 * @param members the founders, this one among them, while nothing stored says who belongs to the
 *     cluster; empty for a server that waits to be added
 * @param directory the server's own
 * @param raft the core's limits and times
 * @param storage the limits of the files
 * @param tick how long a tick of the core is
 * @param requestTimeout after which a client that waits gets Timeout
 * @param lease how long an edge serves unasked after it asked, by its own clock
 * @param snapshotBytes of log since the last snapshot that make another one due
 * @param snapshotAge after which anything since the last snapshot makes another one due
 * @param maxConnections at a time; more are closed at once
 * @param maxRequests of all clients together that may wait for their answers; more are refused
 * @param security what the port wants proven, and proves to other servers
 */
public record RaftServerConfig(
        int id,
        String version,
        String cluster,
        InetSocketAddress listen,
        List<MemberAddress> members,
        Path directory,
        RaftConfig raft,
        StorageConfig storage,
        Duration tick,
        Duration requestTimeout,
        Duration lease,
        long snapshotBytes,
        Duration snapshotAge,
        int maxConnections,
        int maxRequests,
        PortSecurity security) {

    /** How long an edge serves unasked where nobody says otherwise. */
    public static final Duration LEASE = Duration.ofSeconds(1);

    private static final long DEFAULT_SNAPSHOT_BYTES = 256L << 20;

    /**
     * A busy host holds a process up for hundreds of milliseconds, and an election that nobody
     * needed costs more than the time by which a dead leader is noticed earlier.
     */
    private static final int ELECTION_TIMEOUT_TICKS = 50;

    private static final int DEFAULT_MAX_CONNECTIONS = 12_000;
    private static final int DEFAULT_MAX_REQUESTS = 1 << 16;

    /**
     * A message of entries. Four of them are what the core keeps of its log in memory, which a
     * young generation of a few megabytes has to hold: what outlives it fills the old one, and
     * every full collection stops the server for a quarter of a second.
     */
    private static final int MAX_APPEND_BYTES = 128 << 10;

    /** Checks the ranges. */
    public RaftServerConfig {
        members = List.copyOf(members);
        Check.argument(id >= 1, "id counts from 1, and is not", id);
        Check.argument(
                members.isEmpty() || members.stream().anyMatch(member -> member.id() == id),
                "the members do not name this server",
                id);
        Check.argument(
                members.isEmpty()
                        || members.stream()
                                .anyMatch(each -> each.kind() == MemberAddress.Kind.VOTER),
                "one of the members has to vote");
        Check.argument(tick.toNanos() >= 1_000_000, "a tick is at least 1 ms");
        Check.argument(requestTimeout.toNanos() > 0, "requestTimeout is above 0");
        Check.argument(lease.toNanos() >= 10_000_000, "a lease is at least 10 ms");
        Check.argument(snapshotBytes >= 1, "snapshotBytes counts from 1");
        Check.argument(!snapshotAge.isNegative(), "snapshotAge is not below 0");
        Check.argument(maxConnections >= 1, "maxConnections counts from 1");
        Check.argument(maxRequests >= 1, "maxRequests counts from 1");
    }

    /** What suits most: ticks of 10 ms, 5 s for a request, a snapshot for 256 MiB or a day. */
    public static RaftServerConfig of(
            int id,
            String version,
            InetSocketAddress listen,
            List<MemberAddress> members,
            Path directory) {
        return new RaftServerConfig(
                id,
                version,
                "neurocache",
                listen,
                members,
                directory,
                limits(),
                StorageConfig.of(id),
                Duration.ofMillis(10),
                Duration.ofSeconds(5),
                LEASE,
                DEFAULT_SNAPSHOT_BYTES,
                Duration.ofDays(1),
                DEFAULT_MAX_CONNECTIONS,
                DEFAULT_MAX_REQUESTS,
                PortSecurity.NONE);
    }

    /** Who belongs to the cluster while nothing stored says so. */
    Configuration founders() {
        SortedSet<Integer> voters = new TreeSet<>();
        SortedSet<Integer> learners = new TreeSet<>();
        for (MemberAddress each : members) {
            (each.kind() == MemberAddress.Kind.VOTER ? voters : learners).add(each.id());
        }
        return new Configuration(voters, Collections.emptySortedSet(), learners);
    }

    /** The same with a port that wants this proven. */
    public RaftServerConfig withSecurity(PortSecurity other) {
        return new RaftServerConfig(
                id,
                version,
                cluster,
                listen,
                members,
                directory,
                raft,
                storage,
                tick,
                requestTimeout,
                lease,
                snapshotBytes,
                snapshotAge,
                maxConnections,
                maxRequests,
                other);
    }

    private static RaftConfig limits() {
        RaftConfig raft = RaftConfig.DEFAULT;
        return new RaftConfig(
                ELECTION_TIMEOUT_TICKS,
                raft.heartbeatTicks(),
                MAX_APPEND_BYTES,
                raft.maxInflightMessages(),
                raft.maxUncommittedBytes(),
                raft.maxWaitingReads(),
                raft.snapshotChunkBytes(),
                raft.keptEntries(),
                raft.reads());
    }
}

package io.neurocache.neurod.config;

import io.neurocache.edge.HostPort;
import io.neurocache.edge.Limit;
import io.neurocache.edge.Limits;
import io.neurocache.edge.Routes;
import io.neurocache.edge.tls.CertificateSource;
import io.neurocache.raft.auth.SecurityFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configuration in force: flags over environment over files over defaults.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param id this node's
 * @param dataDirectory where it keeps what it keeps
 * @param slabBytes size of the cache
 * @param eviction what makes room
 * @param preloading how far it fetches what was not asked for yet
 * @param learning how models are trained; empty where none is
 * @param raftListen where Raft serves
 * @param raftSecurity what is proven there; beyond loopback something is
 * @param nodes all nodes, this one among them; none where it is one alone
 * @param listen where the edge serves
 * @param certificates where its certificate comes from
 * @param limits its bounds
 * @param originsFile where the routes came from, to be read again on SIGHUP; null without one
 * @param routes where a miss is fetched from
 * @param drainDelay how long a stopping node goes on accepting
 * @param log what is logged
 */
public record Settings(
        int id,
        Path dataDirectory,
        long slabBytes,
        Eviction eviction,
        Preloading preloading,
        Optional<Training> learning,
        HostPort raftListen,
        SecurityFiles raftSecurity,
        List<Nodes.Member> nodes,
        HostPort listen,
        CertificateSource certificates,
        Limits limits,
        @Nullable Path originsFile,
        Routes routes,
        Duration drainDelay,
        LogSettings log) {
    /**
     * How models are trained.
     *
     * @param every the least time from one training to the next
     * @param program {@code bin/neurod}, which becomes the learner
     */
    public record Training(Duration every, Path program) {}

    /** The smallest cache. */
    public static final long MIN_SLAB_BYTES = 8L << 20;

    /** The largest cache. */
    public static final long MAX_SLAB_BYTES = 256L << 30;

    /** The largest share of the slab that one object may take is one in this many. */
    public static final int LARGEST_OBJECT_DIVISOR = 4;

    /** Copies the list. */
    public Settings {
        nodes = List.copyOf(nodes);
    }

    /** Reads everything that was given, files included. */
    public static Settings read(Arguments arguments) throws ConfigException {
        return new SettingsReader(arguments).read();
    }

    /** Whether the certificate is this node's own, made and renewed by itself. */
    public boolean renewsCertificate() {
        return certificates instanceof CertificateSource.Development;
    }

    private static String describe(SecurityFiles raft) {
        if (raft.isNone()) {
            return "none";
        }
        String secret = raft.secret() == null ? "" : "secret";
        String tls = raft.tls() == null ? "" : "mtls";
        return secret.isEmpty() || tls.isEmpty() ? secret + tls : secret + "," + tls;
    }

    /** Writes the configuration in force in one line, for the log. */
    public String describe() {
        StringBuilder line = new StringBuilder();
        line.append("id=").append(id);
        line.append(" data-dir=").append(dataDirectory);
        line.append(" slab-size=").append(Units.formatSize(slabBytes));
        line.append(" eviction=").append(eviction.label());
        line.append(" preload=").append(preloading.label());
        learning.ifPresent(
                training -> line.append(" learn=").append(Units.formatDuration(training.every())));
        line.append(" nodes=").append(Math.max(1, nodes.size()));
        line.append(" raft-listen=").append(raftListen);
        line.append(" raft-security=").append(describe(raftSecurity));
        line.append(" edge-listen=").append(listen);
        line.append(" routes=").append(routes.list().size());
        line.append(" drain-delay=").append(Units.formatDuration(drainDelay));
        for (Map.Entry<Limit, Long> entry : limits.values().entrySet()) {
            Limit limit = entry.getKey();
            line.append(' ').append(limit.key()).append('=');
            line.append(LimitValues.format(limit, entry.getValue()));
        }
        return line.toString();
    }
}

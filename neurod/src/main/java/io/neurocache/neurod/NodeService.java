package io.neurocache.neurod;

import io.neurocache.edge.Edge;
import io.neurocache.edge.EdgeConfig;
import io.neurocache.edge.HostPort;
import io.neurocache.edge.Routes;
import io.neurocache.edge.origin.OriginOptions;
import io.neurocache.edge.tls.ServerCertificate;
import io.neurocache.neurod.admin.Operations;
import io.neurocache.neurod.config.Nodes;
import io.neurocache.neurod.config.Settings;
import io.neurocache.neurod.eviction.ChosenEviction;
import io.neurocache.neurod.learning.Learning;
import io.neurocache.neurod.learning.LearningStatus;
import io.neurocache.neurod.learning.ModelPublisher;
import io.neurocache.neurod.metrics.MetricsJson;
import io.neurocache.neurod.metrics.NodeMetrics;
import io.neurocache.neurod.prediction.Prediction;
import io.neurocache.neurod.wire.NodeWire;
import io.neurocache.raft.auth.PortSecurity;
import io.neurocache.raft.server.RaftServerConfig;
import io.neurocache.slab.RecoveryReport;
import io.neurocache.slab.SlabConfig;
import io.neurocache.slab.SlabException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The slab, the edge on it with the operator's paths, and Raft. Main thread only. */
final class NodeService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(NodeService.class);

    /** An election takes a second at most where a majority is up. */
    private static final Duration LEASE_WAIT = Duration.ofSeconds(2);

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Edge edge;
    private final ChosenEviction eviction;
    private final RaftService raft;
    private final Minds minds;
    private final Operations operations;
    private final SettledMark mark;
    private final Roster roster;
    private final Settings settings;
    private final NodeWire wire;

    private NodeService(
            Edge edge,
            ChosenEviction eviction,
            RaftService raft,
            Minds minds,
            Operations operations,
            SettledMark mark,
            Roster roster,
            Settings settings,
            NodeWire wire) {
        this.wire = wire;
        this.roster = roster;
        this.settings = settings;
        this.edge = edge;
        this.eviction = eviction;
        this.raft = raft;
        this.minds = minds;
        this.operations = operations;
        this.mark = mark;
    }

    /**
     * Opens the slab, builds the edge, starts Raft and listens for HTTP, whether a leader is known
     * by then or not.
     */
    static Service start(
            Settings settings, EdgeConfig config, ServerCertificate certificate, DataDirectory data)
            throws IOException, StartException {
        ChosenEviction eviction =
                new ChosenEviction(settings.eviction(), settings.slabBytes(), data.values());
        Edge edge = open(settings, config, data, eviction);
        try {
            report(edge.recovery());
            SettledMark mark = SettledMark.in(data.slab(), SettledMark.boot(BOOT_ID));
            Roster roster = new Roster(settings.id());
            RaftCluster cluster =
                    new RaftCluster(RaftServerConfig.LEASE, mark.take(), System::nanoTime, roster);
            cluster.attach(edge::apply);
            cluster.preloadBy(edge::preload);
            cluster.compareBy(edge::compareSoon);
            NodeWire wire = openWire(settings, data, eviction);
            cluster.watchPurges(wire::purged);
            RaftDirectory objects = new RaftDirectory(settings.id());
            RaftService raft =
                    RaftService.start(settings, data.raft(), cluster, objects, roster, wire);
            try {
                if (edge.recovery().objects() > 0) {
                    awaitLease(cluster);
                    settlePuts(edge, cluster, objects);
                }
                return serve(
                        new Parts(settings, eviction, edge, cluster, objects, raft, wire),
                        certificate,
                        data,
                        mark);
            } catch (IOException | RuntimeException failed) {
                raft.close();
                throw failed;
            }
        } catch (IOException | StartException | RuntimeException failed) {
            edge.close();
            throw failed;
        }
    }

    /** What is there before the edge listens. */
    private record Parts(
            Settings settings,
            ChosenEviction eviction,
            Edge edge,
            RaftCluster cluster,
            RaftDirectory objects,
            RaftService raft,
            NodeWire wire) {}

    private static Service serve(
            Parts parts, ServerCertificate certificate, DataDirectory data, SettledMark mark)
            throws IOException {
        Edge edge = parts.edge();
        Roster roster = parts.cluster().roster();
        Minds minds = Minds.start(parts, data);
        try {
            Operations operations = listen(parts, certificate, minds);
            edge.observeBy(minds.prediction().observerBeside(parts.wire().observer()));
            minds.prediction().followModels();
            edge.tell(parts.objects());
            NodeService service =
                    new NodeService(
                            edge,
                            parts.eviction(),
                            parts.raft(),
                            minds,
                            operations,
                            mark,
                            roster,
                            parts.settings(),
                            parts.wire());
            roster.follow(edge::replacePeers);
            service.introduce(certificate);
            return service;
        } catch (IOException | RuntimeException failed) {
            minds.close();
            throw failed;
        }
    }

    /** What learns from what clients ask for: in this process, and in another. */
    private record Minds(Prediction prediction, Optional<Learning> learning) {
        static Minds start(Parts parts, DataDirectory data) throws IOException {
            Settings settings = parts.settings();
            Prediction prediction =
                    Prediction.start(
                            settings.preloading(),
                            data.record(),
                            data.models(),
                            parts.edge(),
                            parts.objects(),
                            parts.wire());
            Optional<Learning> learning =
                    settings.learning()
                            .map(how ->
                                    Learning.start(
                                            how.every(),
                                            how.program(),
                                            data.record(),
                                            data.models(),
                                            new Trainer(parts, prediction, data.token())));
            return new Minds(prediction, learning);
        }

        LearningStatus learned() {
            return learning.map(Learning::status).orElse(LearningStatus.OFF);
        }

        void close() {
            learning.ifPresent(Learning::close);
            prediction.close();
        }
    }

    /** This node, as the one that may have to train a model. */
    private record Trainer(Parts parts, Prediction prediction, Path token)
            implements Learning.Host {
        @Override
        public boolean isLeader() {
            return parts.raft().status().leader() == parts.settings().id();
        }

        @Override
        public long answers() {
            return prediction.status().stats().recorded();
        }

        @Override
        public void publish(byte[] model) throws IOException, InterruptedException {
            new ModelPublisher(parts.edge()::address, token, parts.objects()::put).publish(model);
        }
    }

    /** Tells the cluster where this edge is, as others reach it, and the key that it shows. */
    private void introduce(ServerCertificate certificate) {
        HostPort own = settings.listen();
        String host = own.isWildcard() ? settings.raftListen().host() : own.host();
        HostPort reached = new HostPort(host, edge.address().getPort());
        for (Nodes.Member each : settings.nodes()) {
            HostPort listed = each.edge();
            if (each.id() == settings.id() && listed != null) {
                reached = listed;
            }
        }
        roster.introduce(reached, Set.of(certificate.fingerprint()));
    }

    /**
     * Waits until what is stored may be served, so that the first requests are not sent to origins;
     * where no leader is to be had, only for a while.
     */
    private static void awaitLease(RaftCluster cluster) {
        if (!cluster.awaitLease(LEASE_WAIT)) {
            LOG.info("no lease yet: what is stored is validated before it is served");
        }
    }

    /** What was being put when the node was killed is there before anybody can ask for it. */
    private static void settlePuts(Edge edge, RaftCluster cluster, RaftDirectory objects) {
        try {
            if (cluster.isLeased(cluster.appliedIndex())
                    && !edge.settlePuts(cluster, objects, LEASE_WAIT)) {
                LOG.info("what was being put when the node ended is looked for later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Operations listen(Parts parts, ServerCertificate certificate, Minds minds)
            throws IOException {
        Settings settings = parts.settings();
        RaftCluster cluster = parts.cluster();
        RaftService raft = parts.raft();
        NodeWire wire = parts.wire();
        NodeMetrics metrics =
                new NodeMetrics(
                        settings.id(),
                        Version.text(),
                        parts.edge(),
                        raft::status,
                        raft::statistics,
                        cluster::lostForNanos,
                        minds.prediction()::status,
                        minds::learned,
                        parts.eviction(),
                        wire::status);
        Operations operations =
                new Operations(
                        parts.edge(),
                        metrics,
                        raft.forOperators(cluster.roster()::isDrained),
                        wire,
                        Clock.systemUTC());
        parts.edge().listen(cluster, parts.objects(), settings.routes(), certificate, operations);
        operations.replaceRoutes(settings.routes());
        wire.routes(settings.routes());
        wire.start(
                parts.edge(),
                () -> MetricsJson.render(metrics.collect()),
                minds.prediction()::status,
                raft::status,
                raft::aside);
        operations.ready();
        return operations;
    }

    private static NodeWire openWire(Settings settings, DataDirectory data, ChosenEviction eviction)
            throws StartException {
        try {
            return NodeWire.open(
                    settings.id(), Version.text(), data.events(), eviction, Clock.systemUTC());
        } catch (IOException e) {
            throw new StartException(
                    "cannot open the journal of events: " + e.getMessage(),
                    "it is in events/ of the data directory, and can be deleted",
                    e);
        }
    }

    private static Edge open(
            Settings settings, EdgeConfig config, DataDirectory data, ChosenEviction eviction)
            throws IOException, StartException {
        SlabConfig slab = SlabConfig.of(data.slab().resolve("slab.dat"), settings.slabBytes());
        OriginOptions origins =
                OriginOptions.defaults()
                        .withExtraAuthorities(ExtraAuthorities.fromEnvironment(System.getenv()));
        try {
            return Edge.open(config, slab, eviction::open, origins);
        } catch (SlabException e) {
            throw new StartException(
                    "cannot open the slab: " + e.getMessage(),
                    "--slab-size and --data-dir choose its size and place",
                    e);
        }
    }

    private static void report(RecoveryReport found) {
        switch (found.outcome()) {
            case CREATED -> LOG.info("made a new slab");
            case RECREATED -> LOG.warn("the slab starts empty: {}", found.detail());
            case RECOVERED ->
                    LOG.info(
                            "found {} objects in the slab in {} ms; dropped {} torn, {} superseded,"
                                    + " {} overlapping",
                            found.objects(),
                            found.duration().toMillis(),
                            found.torn(),
                            found.superseded(),
                            found.overlapping());
        }
    }

    @Override
    public InetSocketAddress address() {
        return edge.address();
    }

    @Override
    public void reload(Routes routes, ServerCertificate certificate, PortSecurity security)
            throws IOException {
        edge.replaceCertificate(certificate);
        edge.replaceRoutes(routes);
        operations.replaceRoutes(routes);
        wire.routes(routes);
        introduce(certificate);
        raft.replaceSecurity(security);
        wire.reloaded(routes.list().size() + " routes, certificate and secret");
    }

    @Override
    public void reloadFailed(String reason) {
        wire.reloadFailed(reason);
    }

    @Override
    public void whenFailed(Consumer<String> listener) {
        raft.whenFailed(listener);
    }

    @Override
    public void announceStop() {
        operations.draining();
        wire.endReaders();
        roster.leave();
    }

    @Override
    public boolean drain(Duration atMost) {
        return edge.drain(atMost);
    }

    @Override
    public void checkpoint() throws IOException {
        eviction.saveAtTimes();
        mark.note(edge.settledIndex());
    }

    @Override
    public void close() throws IOException {
        long settled;
        try {
            minds.close();
            raft.close();
            wire.close();
        } finally {
            settled = edge.settledIndex();
            edge.close();
        }
        eviction.save();
        mark.closed(settled);
    }
}

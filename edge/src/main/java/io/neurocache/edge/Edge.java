package io.neurocache.edge;

import io.netty.channel.ReflectiveChannelFactory;
import io.neurocache.edge.access.Access;
import io.neurocache.edge.access.Sessions;
import io.neurocache.edge.cache.Cache;
import io.neurocache.edge.cache.EdgeHandler;
import io.neurocache.edge.cache.StoredObjects;
import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.eviction.EvictionPolicy;
import io.neurocache.edge.eviction.ObjectWords;
import io.neurocache.edge.exchange.ExchangeHandler;
import io.neurocache.edge.insight.EvictionWatch;
import io.neurocache.edge.insight.Insight;
import io.neurocache.edge.insight.Observer;
import io.neurocache.edge.origin.OriginOptions;
import io.neurocache.edge.origin.OriginPool;
import io.neurocache.edge.peer.PeerOptions;
import io.neurocache.edge.peer.PeerPool;
import io.neurocache.edge.peer.PeerRing;
import io.neurocache.edge.placement.Directory;
import io.neurocache.edge.reporting.Reporter;
import io.neurocache.edge.server.HttpServer;
import io.neurocache.edge.server.IoThreads;
import io.neurocache.edge.server.ServerCounters;
import io.neurocache.edge.server.ServerLimits;
import io.neurocache.edge.server.ServerOptions;
import io.neurocache.edge.server.ServerTimeouts;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.edge.tls.ServerCertificate;
import io.neurocache.slab.Check;
import io.neurocache.slab.RecoveryReport;
import io.neurocache.slab.SlabConfig;
import io.neurocache.slab.SlabMap;
import io.neurocache.slab.SlabStats;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A caching HTTP edge: the slab, the cache and the servers in front of it, started and stopped as
 * one.
 *
 * <p>Safe from any thread but the edge's own event loops, where opening, draining and closing would
 * wait for themselves.
 */
public final class Edge implements AutoCloseable {
    private final EdgeConfig config;
    private final EdgeCounters counters = new EdgeCounters();
    private final ObjectStore store;
    private final IoThreads threads;
    private final OriginPool origins;
    private final PeerPool peers;
    private final StoredObjects objects;
    private final Access access;
    private volatile @Nullable Serving serving;
    private volatile @Nullable Reporter reporter;

    /** What there is once the edge listens. */
    private record Serving(Cluster cluster, Cache cache, HttpServer server) {}

    private Edge(
            EdgeConfig config,
            SlabConfig slab,
            Function<ObjectWords, EvictionPolicy> policy,
            OriginOptions originOptions)
            throws IOException {
        this.config = config;
        this.access = new Access(config.token(), new Sessions(Clock.systemUTC()));
        this.store = ObjectStore.open(slab, policy, counters);
        this.threads = threadsOf(config.limits());
        this.origins =
                new OriginPool(
                        threads.group(),
                        new ReflectiveChannelFactory<>(threads.clientChannel()),
                        originOptions);
        this.peers =
                new PeerPool(
                        threads.group(),
                        new ReflectiveChannelFactory<>(threads.datagramChannel()),
                        PeerOptions.defaults());
        this.objects =
                new StoredObjects(
                        store, counters, config.limits().maxVariants(), Clock.systemUTC());
    }

    private static IoThreads threadsOf(Limits limits) {
        int count = limits.ioThreads();
        return count == 0 ? IoThreads.start() : IoThreads.start(IoThreads.Transport.BEST, count);
    }

    /**
     * Opens the slab with everything in it, and gets ready to {@linkplain #apply carry out} orders;
     * {@link #listen} begins to serve.
     *
     * @param policy makes the eviction policy over the words each object has
     * @throws IOException when the slab cannot be had
     */
    public static Edge open(
            EdgeConfig config,
            SlabConfig slab,
            Function<ObjectWords, EvictionPolicy> policy,
            OriginOptions origins)
            throws IOException {
        return new Edge(config, slab, policy, origins);
    }

    /**
     * Binds the port and begins to serve.
     *
     * @param cluster what keeps this edge and the others from serving what was purged; the caller
     *     has it carry out orders by {@link #apply}, and closes it before the edge
     * @param directory what is known of objects in the cluster
     * @param routes what goes to which origin
     * @param certificate what is shown to clients that speak TLS or QUIC
     * @param operations answers the reserved paths that are not about objects
     * @throws IOException when the port cannot be had, or the certificate authorities for origins
     *     cannot be read
     */
    public void listen(
            Cluster cluster,
            Directory directory,
            Routes routes,
            ServerCertificate certificate,
            ExchangeHandler operations)
            throws IOException {
        Check.state(serving == null, "the edge listens already");
        Cache cache =
                new Cache(
                        objects,
                        origins,
                        peers,
                        threads.group(),
                        config.limits(),
                        Clock.systemUTC(),
                        cluster,
                        directory);
        replaceRoutes(cache, routes);
        Limits limits = config.limits();
        ServerLimits serverLimits =
                new ServerLimits(
                        limits.maxHeaderBytes(),
                        ServerLimits.defaults().fields(),
                        limits.maxUriBytes(),
                        Long.MAX_VALUE,
                        limits.maxConnections(),
                        limits.maxStreams(),
                        limits.minUploadBytesPerSecond());
        ServerTimeouts timeouts =
                ServerTimeouts.defaults()
                        .withHeader(limits.headerTimeout())
                        .withIdle(limits.idleTimeout());
        ServerOptions options =
                ServerOptions.on(config.listen().resolve())
                        .withIdentity(certificate)
                        .withLimits(serverLimits)
                        .withTimeouts(timeouts);
        EdgeHandler handler = new EdgeHandler(cache, access, operations);
        serving = new Serving(cluster, cache, HttpServer.start(options, threads, handler));
        objects.sweepBy(cluster.invalidations());
    }

    /**
     * Publishes what a process before this one was putting when it ended, as far as the cluster
     * knows of it; the rest is settled in the background once the edge tells. Before it listens,
     * under a lease.
     *
     * @return whether the directory answered in time
     */
    public boolean settlePuts(Cluster cluster, Directory directory, Duration atMost)
            throws InterruptedException {
        List<String> keys = objects.pendingPuts().begin();
        if (keys.isEmpty()) {
            return true;
        }
        CompletableFuture<List<Directory.Known>> answer = new CompletableFuture<>();
        directory.locate(keys, answer::complete);
        try {
            List<Directory.Known> known = answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            objects.pendingPuts().settle(known, cluster.invalidations());
            return true;
        } catch (TimeoutException e) {
            objects.pendingPuts().giveUp();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a directory answers or does not", e);
        }
    }

    /**
     * Tells the cluster's directory from now on, in the background, what is held here and how often
     * it is asked for. The edge listens already.
     */
    public void tell(Directory directory) {
        Check.state(reporter == null, "the edge tells already");
        Reporter telling =
                new Reporter(
                        store, objects.pendingPuts(), serving().cluster(), directory, counters);
        reporter = telling;
        telling.start();
    }

    /**
     * What the directory knows has come from elsewhere, as after a snapshot of another server:
     * compares it soon with what is held. One that does not tell yet does so when it begins.
     */
    public void compareSoon() {
        Reporter telling = reporter;
        if (telling != null) {
            telling.compareSoon();
        }
    }

    private Serving serving() {
        Serving running = serving;
        if (running == null) {
            throw new IllegalStateException("the edge does not listen yet");
        }
        return running;
    }

    private HttpServer server() {
        return serving().server();
    }

    /**
     * Up to where nothing in the slab needs the orders any more: those for keys are carried out,
     * what others have ended is freed, and what they made stale or doubtful is written down beside
     * it. A start with this slab may do without the orders up to here. The edge brings it further
     * in the background; a lower index than before says nothing against the higher.
     */
    public long settledIndex() {
        Cluster cluster = serving().cluster();
        // Applied first: what is applied by then is in the table that is looked at next.
        long appliedIndex = cluster.appliedIndex();
        return objects.settledIndex(cluster.invalidations(), appliedIndex);
    }

    /**
     * Carries out an order that is in force now: removes what it names by key. May be called as
     * soon as the edge is open, by one thread at a time, in the order of the indices; an order that
     * was carried out before may come again. Quick.
     *
     * @param index of its entry in the log
     * @return for keys, how many of them were found; else 0
     */
    public int apply(long index, Order order) {
        return objects.apply(index, order);
    }

    /** The bound address; its port is the one of TCP and of UDP. */
    public InetSocketAddress address() {
        return server().address();
    }

    /**
     * Puts other routes in force, for requests that come from now on.
     *
     * @throws IOException when the certificate authorities for origins cannot be read; the old
     *     routes stay
     */
    public void replaceRoutes(Routes routes) throws IOException {
        replaceRoutes(serving().cache(), routes);
    }

    private void replaceRoutes(Cache cache, Routes routes) throws IOException {
        if (routes.useTls()) {
            origins.prepareTls();
        }
        cache.replaceRoutes(routes);
    }

    /**
     * Shows another certificate on connections that come from now on.
     *
     * @throws IOException when it cannot be used; the old one stays
     */
    public void replaceCertificate(ServerCertificate certificate) throws IOException {
        server().replaceCertificate(certificate);
    }

    /**
     * Asks these edges from now on for objects that are not here, and gets connected to them.
     *
     * @param ring the edges of the cluster
     */
    public void replacePeers(PeerRing ring) {
        serving().cache().replacePeers(ring);
        peers.connect(ring.others().stream().map(PeerRing.Peer::address).toList());
    }

    /**
     * Fetches objects soon that are not here, each named by its key under /cache/ or as {@code
     * //host/path?query}; nothing before the edge listens. A hint.
     */
    public void preload(List<String> names) {
        Serving running = serving;
        if (running != null) {
            running.cache().preload(names);
        }
    }

    /** Tells another observer from now on what clients get; the edge listens already. */
    public void observeBy(Observer observer) {
        serving().cache().observeBy(observer);
    }

    /** What is stored, to look at; the edge listens already. */
    public Insight insight() {
        return serving().cache().insight();
    }

    /** How many other edges are asked for objects. */
    public int peers() {
        return serving().cache().peers();
    }

    /** What the cache has done. */
    public EdgeCounters counters() {
        return counters;
    }

    /** What the servers have done. */
    public ServerCounters serverCounters() {
        return server().counters();
    }

    /** Fills under way. */
    public int fillsUnderWay() {
        return serving().cache().fillsUnderWay();
    }

    /** How full the slab is. */
    public SlabStats storage() {
        return store.slab().stats();
    }

    /** Who may write and operate. */
    public Access access() {
        return access;
    }

    /**
     * What lies where in the slab.
     *
     * @param mostCells of the map, from 1
     */
    public SlabMap storageMap(int mostCells) {
        return store.slab().map(mostCells);
    }

    /** Another one sees from now on what has to go. */
    public void watchEvictions(EvictionWatch watch) {
        store.watchEvictions(watch);
    }

    /** What opening the slab found. */
    public RecoveryReport recovery() {
        return store.slab().recovery();
    }

    /** Whether the fast native transport is in use. */
    public boolean epoll() {
        return threads.epoll();
    }

    /**
     * Takes no new connection and no new request, and waits for those that are under way.
     *
     * @return whether all of them came to their end in time
     */
    public boolean drain(Duration deadline) {
        return server().drain(deadline);
    }

    /** Stops at once, and brings the slab to the disk. */
    @Override
    public void close() throws IOException {
        Serving running = serving;
        if (running != null) {
            running.server().close();
        }
        origins.close();
        peers.close();
        if (running != null) {
            running.cache().close();
        }
        threads.close();
        Reporter telling = reporter;
        if (telling != null) {
            telling.close();
        }
        objects.close();
        store.close();
    }
}

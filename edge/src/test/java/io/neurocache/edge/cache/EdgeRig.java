package io.neurocache.edge.cache;

import io.netty.buffer.Unpooled;
import io.neurocache.edge.AccessToken;
import io.neurocache.edge.Edge;
import io.neurocache.edge.EdgeConfig;
import io.neurocache.edge.Glob;
import io.neurocache.edge.HostPort;
import io.neurocache.edge.Limits;
import io.neurocache.edge.OriginAddress;
import io.neurocache.edge.Route;
import io.neurocache.edge.Routes;
import io.neurocache.edge.coherence.Alone;
import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.eviction.EvictionPolicy;
import io.neurocache.edge.eviction.LruPolicy;
import io.neurocache.edge.eviction.ObjectWords;
import io.neurocache.edge.exchange.ExchangeHandler;
import io.neurocache.edge.origin.OriginOptions;
import io.neurocache.edge.peer.PeerAddress;
import io.neurocache.edge.placement.Directory;
import io.neurocache.edge.placement.OwnDirectory;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.testing.FakeOrigin;
import io.neurocache.edge.tls.CertificateSource;
import io.neurocache.edge.tls.ServerCertificate;
import io.neurocache.slab.SlabConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** An edge on a free port with a slab in a test's folder, and a client for it. */
final class EdgeRig implements AutoCloseable {
    static final long SLAB_BYTES = 64L << 20;
    private static final ServerCertificate CERTIFICATE = certificate();
    private static final AccessToken TOKEN = AccessToken.of("a-token-for-the-tests-0123");

    private final Edge edge;
    private final Cluster cluster;
    private final HttpClient client = HttpClient.newHttpClient();

    private EdgeRig(Edge edge, Cluster cluster) {
        this.edge = edge;
        this.cluster = cluster;
    }

    /** An edge whose every path goes to this origin. */
    static EdgeRig start(Path folder, FakeOrigin origin) throws IOException {
        return start(folder, routes(origin.address()));
    }

    static EdgeRig start(Path folder, Routes routes) throws IOException {
        return start(folder, routes, Limits.DEFAULTS, SLAB_BYTES);
    }

    static EdgeRig start(Path folder, Routes routes, Limits limits, long slabBytes)
            throws IOException {
        return start(
                folder,
                routes,
                limits,
                slabBytes,
                edge -> new Alone(edge::apply, System.currentTimeMillis()));
    }

    /** An edge in a cluster that the test plays. */
    static EdgeRig start(Path folder, Routes routes, Function<Edge, Cluster> cluster)
            throws IOException {
        return start(folder, routes, Limits.DEFAULTS, SLAB_BYTES, cluster);
    }

    static EdgeRig start(
            Path folder,
            Routes routes,
            Limits limits,
            long slabBytes,
            Function<Edge, Cluster> clusterOf)
            throws IOException {
        return start(folder, routes, limits, slabBytes, clusterOf, OwnDirectory::new);
    }

    /** The same with a directory that the test plays. */
    static EdgeRig start(
            Path folder,
            Routes routes,
            Limits limits,
            long slabBytes,
            Function<Edge, Cluster> clusterOf,
            Function<Cluster, Directory> directoryOf)
            throws IOException {
        return start(folder, routes, limits, slabBytes, clusterOf, directoryOf, LruPolicy::new);
    }

    /** An edge of its own that keeps what this policy says. */
    static EdgeRig startKeeping(
            Path folder, Routes routes, Function<ObjectWords, EvictionPolicy> policy)
            throws IOException {
        return start(
                folder,
                routes,
                Limits.DEFAULTS,
                SLAB_BYTES,
                edge -> new Alone(edge::apply, System.currentTimeMillis()),
                OwnDirectory::new,
                policy);
    }

    private static EdgeRig start(
            Path folder,
            Routes routes,
            Limits limits,
            long slabBytes,
            Function<Edge, Cluster> clusterOf,
            Function<Cluster, Directory> directoryOf,
            Function<ObjectWords, EvictionPolicy> policy)
            throws IOException {
        EdgeConfig config =
                new EdgeConfig(
                        HostPort.parse("127.0.0.1:0"),
                        new CertificateSource.Development(folder),
                        TOKEN,
                        folder,
                        limits);
        SlabConfig slab = SlabConfig.of(folder.resolve("slab"), slabBytes);
        Edge edge = Edge.open(config, slab, policy, OriginOptions.defaults());
        Cluster cluster = clusterOf.apply(edge);
        edge.listen(cluster, directoryOf.apply(cluster), routes, CERTIFICATE, noOperations());
        return new EdgeRig(edge, cluster);
    }

    static Routes routes(OriginAddress... origins) {
        return new Routes(List.of(Route.of(Glob.of("**"), List.of(origins))));
    }

    private static ExchangeHandler noOperations() {
        return exchange ->
                exchange.respond(
                        new ResponseHead(404, Fields.of("Content-Length", "0")),
                        Unpooled.EMPTY_BUFFER,
                        false);
    }

    private static ServerCertificate certificate() {
        try {
            Path folder = java.nio.file.Files.createTempDirectory("edge-tls");
            return new CertificateSource.Development(folder)
                    .load(Clock.systemUTC(), new SecureRandom());
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    /** The cluster, where the test plays it. */
    FakeCluster cluster() {
        return (FakeCluster) cluster;
    }

    /** How others reach it and know it. */
    PeerAddress peerAddress() {
        return new PeerAddress("127.0.0.1", port(), Set.of(CERTIFICATE.fingerprint()));
    }

    Edge edge() {
        return edge;
    }

    int port() {
        return edge.address().getPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    HttpResponse<String> get(String path, String... fields) throws Exception {
        return send("GET", path, "", fields);
    }

    HttpResponse<String> send(String method, String path, String body, String... fields)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(Duration.ofSeconds(20))
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpClient client() {
        return client;
    }

    static String status(HttpResponse<?> response) {
        return response.headers().firstValue("Cache-Status").orElse("");
    }

    @Override
    public void close() throws IOException {
        client.close();
        edge.close();
    }
}

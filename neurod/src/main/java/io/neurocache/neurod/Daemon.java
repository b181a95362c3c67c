package io.neurocache.neurod;

import io.neurocache.edge.AccessToken;
import io.neurocache.edge.EdgeConfig;
import io.neurocache.edge.HostPort;
import io.neurocache.edge.Routes;
import io.neurocache.edge.tls.ServerCertificate;
import io.neurocache.neurod.config.ConfigException;
import io.neurocache.neurod.config.Option;
import io.neurocache.neurod.config.OriginsFile;
import io.neurocache.neurod.config.Settings;
import io.neurocache.raft.auth.PortSecurity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a node, from its configuration to its end:
 *
 * <pre>
 * open the data directory -> token -> certificate -> slab and edge -> Raft -> listen -> ready
 *   SIGHUP      read origins.yaml, the certificate, the Raft port's secret and certificate again;
 *               all or none
 *   each hour   renew the development certificate where it is near its end
 *   each 10 s   give back heap that a burst has left behind, note what the next start has to know
 *   SIGTERM     /health 503 -> wait drain-delay -> stop accepting -> finish what is in flight,
 *               30 s at most -> close the edge -> close Raft -> close the slab -> exit 0
 *   Raft fails  the same end without drain-delay -> exit 1
 * </pre>
 *
 * <p>The edge serves before Raft knows a leader and goes on when it knows none any more: a hit asks
 * nobody. When Raft itself fails, its disk above all, the process ends: what it would answer next
 * could be wrong, and whoever started it can start it again.
 *
 * <p>{@link #run} is the main thread's; {@link #requestReload} and {@link #requestStop} may be
 * called from any thread and do not block.
 */
public final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    /** How long requests in flight may take to finish once the node stops. */
    static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);

    private static final Duration RENEWAL_PERIOD = Duration.ofHours(1);
    private static final Duration CARE_PERIOD = Duration.ofSeconds(10);

    private final Settings settings;
    private final ServiceStarter starter;
    private final Clock clock;
    private final SecureRandom random;

    /** One of each is enough: a request that is waiting already serves a second one too. */
    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(2);

    private volatile @Nullable String failure;

    private enum Request {
        RELOAD,
        STOP
    }

    /** Makes a daemon that has not started. */
    public Daemon(Settings settings, ServiceStarter starter, Clock clock, SecureRandom random) {
        this.settings = settings;
        this.starter = starter;
        this.clock = clock;
        this.random = random;
    }

    /** Asks for origins.yaml, certificates and the secret to be read again. */
    public void requestReload() {
        request(Request.RELOAD);
    }

    /** Asks for an orderly end. */
    public void requestStop() {
        request(Request.STOP);
    }

    private void fail(String reason) {
        failure = reason;
        request(Request.STOP);
    }

    private void request(Request request) {
        synchronized (requests) {
            if (!requests.contains(request)) {
                requests.add(request);
            }
        }
    }

    /**
     * Starts, serves until it is asked to stop, and stops.
     *
     * @throws StartException when it cannot start, or go on
     * @throws IOException when the end was not in order: what is kept may need checking
     */
    public void run() throws StartException, IOException, InterruptedException {
        LOG.info("neurod {} starts: {}", Version.text(), settings.describe());
        try (DataDirectory data = DataDirectory.open(settings.dataDirectory())) {
            AccessToken token = TokenFile.ensure(data.token(), random);
            ServerCertificate certificate = loadCertificate();
            try (Service service = start(token, certificate, data)) {
                service.whenFailed(this::fail);
                announceReady(service.address(), data);
                serve(service, certificate);
                stop(service);
            }
        }
        String reason = failure;
        if (reason != null) {
            throw new StartException(
                    "Raft stopped: " + reason,
                    "the log says more; the next start checks what is kept");
        }
        LOG.info("stopped");
    }

    private ServerCertificate loadCertificate() throws StartException {
        try {
            return settings.certificates().load(clock, random);
        } catch (IOException e) {
            throw new StartException(
                    "cannot use the certificate: " + e.getMessage(),
                    "see --tls-cert and --tls-key in neurod --help",
                    e);
        }
    }

    private Service start(AccessToken token, ServerCertificate certificate, DataDirectory data)
            throws StartException {
        EdgeConfig config =
                new EdgeConfig(
                        settings.listen(),
                        settings.certificates(),
                        token,
                        data.path(),
                        settings.limits());
        try {
            return starter.start(settings, config, certificate, data);
        } catch (IOException e) {
            throw ListenFailure.of(settings.listen(), Option.EDGE_LISTEN, e);
        }
    }

    private void announceReady(InetSocketAddress address, DataDirectory data) {
        String shown = new HostPort(settings.listen().host(), address.getPort()).toString();
        LOG.info("ready on http://{} and https://{}", shown, shown);
        if (!settings.raftListen().isLoopback() && settings.raftSecurity().tls() == null) {
            LOG.warn(
                    "Raft listens on {} without TLS: the secret keeps strangers out, and whoever is"
                            + " on the way can read and change what is said",
                    settings.raftListen());
        }
        if (!settings.listen().isLoopback()) {
            LOG.info("requests from elsewhere write with the token in {}", data.token());
        }
    }

    private void serve(Service service, ServerCertificate first) throws InterruptedException {
        InForce inForce = new InForce(settings.routes(), first);
        HeapTrim heap = new HeapTrim();
        long renewedNanos = System.nanoTime();
        while (true) {
            @Nullable Request request =
                    requests.poll(CARE_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
            if (request == Request.STOP) {
                return;
            }
            heap.look();
            checkpoint(service);
            if (request == Request.RELOAD) {
                inForce = reload(service, inForce);
            } else if (System.nanoTime() - renewedNanos >= RENEWAL_PERIOD.toNanos()) {
                renewedNanos = System.nanoTime();
                inForce = renew(service, inForce);
            }
        }
    }

    private static void checkpoint(Service service) {
        try {
            service.checkpoint();
        } catch (IOException e) {
            // The next start has to validate more; nothing wrong is served for it.
            LOG.warn("cannot note what has been purged: {}", e.getMessage());
        }
    }

    /** What the service was given last. */
    private record InForce(Routes routes, ServerCertificate certificate) {}

    private InForce reload(Service service, InForce old) {
        try {
            @Nullable Path originsFile = settings.originsFile();
            Routes routes = originsFile == null ? old.routes() : OriginsFile.read(originsFile);
            PortSecurity raft = settings.raftSecurity().read();
            return replace(service, routes, settings.certificates().load(clock, random), raft);
        } catch (ConfigException e) {
            e.faults().forEach(fault -> LOG.warn("reload refused: {}", fault));
            LOG.warn("reload refused: the old configuration stays in force");
            service.reloadFailed(String.valueOf(e.faults().getFirst()));
        } catch (IOException e) {
            LOG.warn("reload refused, the old configuration stays in force: {}", e.getMessage());
            service.reloadFailed(String.valueOf(e.getMessage()));
        }
        return old;
    }

    /** Replaces this node's own certificate where it is near its end; else does nothing. */
    private InForce renew(Service service, InForce old) {
        if (!settings.renewsCertificate()) {
            return old;
        }
        try {
            ServerCertificate certificate = settings.certificates().load(clock, random);
            boolean same = certificate.leaf().equals(old.certificate().leaf());
            return same
                    ? old
                    : replace(service, old.routes(), certificate, settings.raftSecurity().read());
        } catch (IOException e) {
            LOG.warn("the certificate was not renewed, again in an hour: {}", e.getMessage());
            return old;
        }
    }

    private static InForce replace(
            Service service, Routes routes, ServerCertificate certificate, PortSecurity raft)
            throws IOException {
        service.reload(routes, certificate, raft);
        LOG.info(
                "in force: {} routes, certificate valid until {}",
                routes.list().size(),
                certificate.expiresAt());
        return new InForce(routes, certificate);
    }

    private void stop(Service service) throws InterruptedException {
        String reason = failure;
        if (reason == null) {
            LOG.info("stopping");
        } else {
            LOG.error("stopping, since Raft cannot go on: {}", reason);
        }
        service.announceStop();
        if (reason == null) {
            // A balancer needs this long to see /health and send its clients elsewhere.
            Thread.sleep(settings.drainDelay());
        }
        if (!service.drain(DRAIN_LIMIT)) {
            LOG.warn("cutting requests that took longer than {} s", DRAIN_LIMIT.toSeconds());
        }
    }
}

package io.neurocache.neurod;

import io.neurocache.edge.AccessToken;
import io.neurocache.edge.EdgeConfig;
import io.neurocache.edge.HostPort;
import io.neurocache.edge.Routes;
import io.neurocache.edge.tls.ServerCertificate;
import io.neurocache.neurod.config.ConfigException;
import io.neurocache.neurod.config.OriginsFile;
import io.neurocache.neurod.config.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
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
 * open the data directory -> token -> certificate -> slab and edge -> listen -> ready
 *   SIGHUP      read origins.yaml and the certificate again; both or none
 *   each hour   renew the development certificate where it is near its end
 *   SIGTERM     /health 503 -> wait drain-delay -> stop accepting -> finish what is in flight,
 *               30 s at most -> close the edge -> close the slab -> exit 0
 * </pre>
 *
 * <p>{@link #run} is the main thread's; {@link #requestReload} and {@link #requestStop} may be
 * called from any thread and do not block.
 */
public final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    /** How long requests in flight may take to finish once the node stops. */
    static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);

    private static final int MAX_CAUSES = 8;

    private static final Duration RENEWAL_PERIOD = Duration.ofHours(1);

    private final Settings settings;
    private final ServiceStarter starter;
    private final Clock clock;
    private final SecureRandom random;

    /** One of each is enough: a request that is waiting already serves a second one too. */
    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(2);

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

    /** Asks for origins.yaml and the certificate to be read again. */
    public void requestReload() {
        request(Request.RELOAD);
    }

    /** Asks for an orderly end. */
    public void requestStop() {
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
     * @throws StartException when it cannot start
     * @throws IOException when the end was not in order: what is kept may need checking
     */
    public void run() throws StartException, IOException, InterruptedException {
        LOG.info("neurod {} starts: {}", Version.text(), settings.describe());
        try (DataDirectory data = DataDirectory.open(settings.dataDirectory())) {
            AccessToken token = TokenFile.ensure(data.token(), random);
            ServerCertificate certificate = loadCertificate();
            try (Service service = start(token, certificate, data)) {
                announceReady(service.address(), data);
                serve(service, certificate);
                stop(service);
            }
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
            throw listenFailure(settings.listen(), e);
        }
    }

    private void announceReady(InetSocketAddress address, DataDirectory data) {
        String shown = new HostPort(settings.listen().host(), address.getPort()).toString();
        LOG.info("ready on http://{} and https://{}", shown, shown);
        if (!settings.listen().isLoopback()) {
            LOG.info("requests from elsewhere write with the token in {}", data.token());
        }
    }

    private void serve(Service service, ServerCertificate first) throws InterruptedException {
        InForce inForce = new InForce(settings.routes(), first);
        while (true) {
            @Nullable Request request =
                    requests.poll(RENEWAL_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
            if (request == Request.STOP) {
                return;
            }
            inForce =
                    request == Request.RELOAD ? reload(service, inForce) : renew(service, inForce);
        }
    }

    /** What the service was given last. */
    private record InForce(Routes routes, ServerCertificate certificate) {}

    private InForce reload(Service service, InForce old) {
        try {
            @Nullable Path originsFile = settings.originsFile();
            Routes routes = originsFile == null ? old.routes() : OriginsFile.read(originsFile);
            return replace(service, routes, settings.certificates().load(clock, random));
        } catch (ConfigException e) {
            e.faults().forEach(fault -> LOG.warn("reload refused: {}", fault));
            LOG.warn("reload refused: the old configuration stays in force");
        } catch (IOException e) {
            LOG.warn("reload refused, the old configuration stays in force: {}", e.getMessage());
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
            return same ? old : replace(service, old.routes(), certificate);
        } catch (IOException e) {
            LOG.warn("the certificate was not renewed, again in an hour: {}", e.getMessage());
            return old;
        }
    }

    private static InForce replace(Service service, Routes routes, ServerCertificate certificate)
            throws IOException {
        service.reload(routes, certificate);
        LOG.info(
                "in force: {} routes, certificate valid until {}",
                routes.list().size(),
                certificate.expiresAt());
        return new InForce(routes, certificate);
    }

    private void stop(Service service) throws InterruptedException {
        LOG.info("stopping");
        service.announceStop();
        // A balancer needs this long to see /health and send its clients elsewhere.
        Thread.sleep(settings.drainDelay());
        if (!service.drain(DRAIN_LIMIT)) {
            LOG.warn("cutting requests that took longer than {} s", DRAIN_LIMIT.toSeconds());
        }
    }

    private static StartException listenFailure(HostPort address, IOException e) {
        String detail = messages(e);
        String where = "cannot listen on " + address + ": ";
        if (detail.contains("in use")) {
            return new StartException(
                    where + "address already in use",
                    "ss -ltunp \"sport = :"
                            + address.port()
                            + "\" shows who has it; --edge-listen HOST:PORT takes another",
                    e);
        }
        if (detail.contains("permission denied")) {
            return new StartException(
                    where + "permission denied",
                    "ports below 1024 need CAP_NET_BIND_SERVICE; --edge-listen HOST:PORT takes"
                            + " another",
                    e);
        }
        if (detail.contains("cannot assign") || detail.contains("unresolved")) {
            return new StartException(
                    where + "not an address of this machine",
                    "ip address shows them; 0.0.0.0 and [::] stand for all",
                    e);
        }
        return new StartException(
                "cannot start: " + DataDirectory.reason(e),
                "neurod --check-config with the same options tells whether they are the cause",
                e);
    }

    /** The sentence that tells lies in one of the causes: each layer puts its own around it. */
    private static String messages(IOException e) {
        StringBuilder messages = new StringBuilder();
        @Nullable Throwable cause = e;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            messages.append(cause).append('\n');
            cause = cause.getCause();
        }
        return messages.toString().toLowerCase(Locale.ROOT);
    }
}

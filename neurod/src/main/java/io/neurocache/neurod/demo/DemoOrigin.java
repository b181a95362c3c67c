package io.neurocache.neurod.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A web site for NeuroCache to stand in front of: pages with sensible caching headers, a large
 * file, and paths that are slow, fail, or lose the connection on purpose. {@code /stats} tells how
 * often each path was asked for, which is how a demonstration proves what the cache kept away.
 *
 * <p>Listens on the loopback address only. One virtual thread per request; safe from any thread.
 */
public final class DemoOrigin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoOrigin.class);
    private static final String USAGE = "usage: DemoOrigin [--port PORT]   (0, the default: any)";
    private static final int BACKLOG = 1_024;
    private static final int MAX_LOGGED = 128;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Site site;
    private final RequestCounts counts;
    private final AtomicLong requests = new AtomicLong();

    private DemoOrigin(HttpServer server, Site site, RequestCounts counts) {
        this.server = server;
        this.site = site;
        this.counts = counts;
        threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("demo-", 0).factory());
    }

    /**
     * Starts an origin.
     *
     * @param port the TCP port on 127.0.0.1, 0 for any free one
     */
    public static DemoOrigin start(int port) throws IOException {
        RequestCounts counts = new RequestCounts();
        Site site = Site.load(counts);
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        DemoOrigin origin = new DemoOrigin(HttpServer.create(address, BACKLOG), site, counts);
        origin.server.createContext("/", origin::handle);
        origin.server.setExecutor(origin.threads);
        origin.server.start();
        return origin;
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Stops at once; answers in progress are cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            // Opening the body, which is empty, lets the server keep the connection afterwards.
            exchange.getRequestBody();
            String method = exchange.getRequestMethod();
            boolean isRead = method.equals("GET") || method.equals("HEAD");
            Answer answer = isRead ? site.answer(exchange) : refusal();
            String target = exchange.getRequestURI().toString();
            if (!exchange.getRequestURI().getPath().equals("/stats")) {
                counts.add(target, answer.status());
                LOG.info("{} {} {}", method, shortened(target), answer.status());
                // Kept with the stored response: shows which of the origin's answers one sees.
                exchange.getResponseHeaders()
                        .set("Demo-Request", Long.toString(requests.incrementAndGet()));
            }
            answer.send(exchange);
        }
    }

    private static Answer refusal() {
        return Answer.text(405, "text/plain; charset=utf-8", "this site is only read\n")
                .with("Allow", "GET, HEAD");
    }

    private static String shortened(String target) {
        return target.length() <= MAX_LOGGED ? target : target.substring(0, MAX_LOGGED);
    }

    /** Starts an origin, prints its address on one line, and serves until the process is ended. */
    public static void main(String[] args) throws IOException {
        PrintStream err = System.err;
        int port;
        try {
            port = port(args);
        } catch (IllegalArgumentException e) {
            err.println("demo origin: " + e.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        }
        // Without it each small answer on a kept connection waits for the client's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            System.out.println("http://127.0.0.1:" + start(port).port());
        } catch (java.net.BindException e) {
            err.println("demo origin: cannot listen on 127.0.0.1:" + port + ": " + e.getMessage());
            System.exit(1);
        }
    }

    static int port(String[] args) {
        if (args.length == 0) {
            return 0;
        }
        if (args.length != 2 || !args[0].equals("--port")) {
            throw new IllegalArgumentException("unknown argument " + args[0]);
        }
        if (!args[1].matches("\\d{1,5}") || Integer.parseInt(args[1]) > 65_535) {
            throw new IllegalArgumentException("no port between 0 and 65535: " + args[1]);
        }
        return Integer.parseInt(args[1]);
    }
}

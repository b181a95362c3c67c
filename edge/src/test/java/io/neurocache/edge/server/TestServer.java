package io.neurocache.edge.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A server on a free port with an {@link EchoHandler} behind it. */
final class TestServer implements AutoCloseable {
    final EchoHandler handler = new EchoHandler();
    final IoThreads threads;
    final HttpServer server;

    TestServer(UnaryOperator<ServerOptions> change) throws IOException {
        this(IoThreads.start(IoThreads.Transport.BEST, 2), change);
    }

    TestServer(IoThreads threads, UnaryOperator<ServerOptions> change) throws IOException {
        this.threads = threads;
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        this.server = HttpServer.start(change.apply(ServerOptions.on(any)), threads, handler);
    }

    static TestServer plain() throws IOException {
        return new TestServer(UnaryOperator.identity());
    }

    /** A URI of this server over TLS. */
    URI secure(String path) {
        return URI.create("https://localhost:" + server.address().getPort() + path);
    }

    RawClient connect() throws IOException {
        return new RawClient(server.address());
    }

    /** Sends text on a connection of its own and gives all that comes until it is closed. */
    String exchange(String text) throws IOException {
        try (RawClient client = connect()) {
            return client.send(text).readToEnd();
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited too long for " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        server.close();
        threads.close();
    }
}

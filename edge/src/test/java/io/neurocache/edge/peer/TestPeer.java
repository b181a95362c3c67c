package io.neurocache.edge.peer;

import io.neurocache.edge.server.HttpServer;
import io.neurocache.edge.server.IoThreads;
import io.neurocache.edge.server.ServerOptions;
import io.neurocache.edge.server.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Another edge: the server of this one on a free port, with a {@link PeerSite} behind it. */
final class TestPeer implements AutoCloseable {
    final PeerSite site = new PeerSite();
    final IoThreads threads = IoThreads.start(IoThreads.Transport.BEST, 1);
    final HttpServer server;

    TestPeer() {
        this(0, UnaryOperator.identity());
    }

    TestPeer(int port, UnaryOperator<ServerOptions> change) {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        ServerOptions options =
                ServerOptions.on(any).withIdentity(TestIdentity.shared().certificate());
        try {
            server = HttpServer.start(change.apply(options), threads, site);
        } catch (IOException e) {
            threads.close();
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.address().getPort();
    }

    PeerAddress address() {
        return new PeerAddress(
                "127.0.0.1", port(), Set.of(TestIdentity.shared().certificate().fingerprint()));
    }

    @Override
    public void close() {
        server.close();
        threads.close();
    }
}

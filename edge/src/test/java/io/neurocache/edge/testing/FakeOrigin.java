package io.neurocache.edge.testing;

import io.neurocache.edge.OriginAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * An HTTP/1.1 origin on a loopback port that does exactly what its script says, lies included. Safe
 * from any thread.
 *
 * <pre>{@code
 * try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("hello"))) { … origin.address() … }
 * }</pre>
 *
 * <p>Each connection is served by a virtual thread of its own, which runs the script once. A script
 * that ends closes its connection; one that fails in any other way than by its socket or by being
 * interrupted fails {@link #close}.
 */
public final class FakeOrigin implements AutoCloseable {
    /** What to do with a connection. */
    @FunctionalInterface
    public interface Script {
        /** Serves one connection from its first byte to its end. */
        void serve(Conversation with) throws IOException, InterruptedException;
    }

    private static final int BACKLOG = 4096;

    private final ServerSocket server;
    private final Script script;
    private final boolean tls;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Conversation.Request> requests = new CopyOnWriteArrayList<>();
    private final List<Throwable> mistakes = new CopyOnWriteArrayList<>();

    private FakeOrigin(ServerSocket server, Script script, boolean tls) {
        this.server = server;
        this.script = script;
        this.tls = tls;
    }

    /** Starts an origin on a free port of 127.0.0.1. */
    public static FakeOrigin start(Script script) {
        try {
            return start(new ServerSocket(), script, false);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Starts an origin that speaks TLS, in no later version than the context is named for. */
    public static FakeOrigin startTls(SSLContext context, Script script) {
        try {
            ServerSocket server = context.getServerSocketFactory().createServerSocket();
            if (server instanceof SSLServerSocket tls) {
                tls.setEnabledProtocols(context.getDefaultSSLParameters().getProtocols());
            }
            return start(server, script, true);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A script that answers every request on a connection with 200 and this text. */
    public static Script ok(String body) {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n";
        return each(
                (request, with) -> with.send(request.method().equals("HEAD") ? head : head + body));
    }

    /** A script that reads request after request with their bodies and answers each. */
    public static Script each(Conversation.Answer answer) {
        return with -> {
            for (var request = with.next(); request != null; request = with.next()) {
                answer.to(request, with);
            }
        };
    }

    /** A script that answers every request on a connection with these bytes. */
    public static Script always(String latin1) {
        return each((request, with) -> with.send(latin1));
    }

    /** A script that reads one request with its body, sends these bytes, and closes. */
    public static Script once(String latin1) {
        return with -> {
            if (with.next() != null) {
                with.send(latin1);
            }
        };
    }

    /** Lines of HTTP, joined by CR LF; the last one, like a body, is not ended. */
    public static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    private static FakeOrigin start(ServerSocket server, Script script, boolean tls)
            throws IOException {
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), BACKLOG);
        FakeOrigin origin = new FakeOrigin(server, script, tls);
        Thread.ofVirtual().name("fake-origin").start(origin::accept);
        return origin;
    }

    /** Where it listens, as {@code 127.0.0.1}. */
    public OriginAddress address() {
        return address("127.0.0.1");
    }

    /** Where it listens, by another name of the loopback address. */
    public OriginAddress address(String host) {
        return new OriginAddress(tls, host, server.getLocalPort());
    }

    /** The connections accepted so far. */
    public int connections() {
        return connections.get();
    }

    /** The connections that are open now. */
    public int openConnections() {
        return open.size();
    }

    /** The requests read so far by {@link Conversation#next}, bodies included, in order. */
    public List<Conversation.Request> requests() {
        return List.copyOf(requests);
    }

    /** Stops listening and ends all connections. */
    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        if (!mistakes.isEmpty()) {
            throw new AssertionError("a script failed", mistakes.getFirst());
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().name("fake-origin-connection").start(() -> serve(socket));
            } catch (SocketException closed) {
                return;
            } catch (IOException failed) {
                mistakes.add(failed);
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.serve(new Conversation(socket, requests::add));
        } catch (IOException gone) {
            // The other end went away, or the test is over: what it saw of that is its concern.
            open.remove(socket);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | AssertionError mistake) {
            mistakes.add(mistake);
        } finally {
            open.remove(socket);
        }
    }
}

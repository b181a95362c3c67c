package io.neurocache.neurod.demo;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ClientConnectionHandler;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One GET over HTTP/3, for machines whose curl cannot: prints the answer's head to stderr and its
 * body to stdout. Exits with 0 when there was an answer of any status, 1 when there was none, 2 on
 * wrong usage.
 *
 * <p>It accepts any certificate, because a development edge signs its own; for that reason it talks
 * to loopback addresses only. The caller's thread waits; one event loop does the work.
 */
public final class Http3Get {
    private static final String USAGE = "usage: Http3Get https://127.0.0.1:PORT/PATH";
    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(3);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int MAX_BODY_BYTES = 64 * 1024 * 1024;
    private static final int WINDOW_BYTES = 4 * 1024 * 1024;

    private Http3Get() {}

    /** Fetches the URL given as the one argument. */
    public static void main(String[] args) throws InterruptedException {
        if (args.length != 1) {
            System.err.println(USAGE);
            System.exit(2);
        }
        try {
            Http3Response response = get(new URI(args[0]));
            System.err.print(response.head());
            response.body().write(System.out, 0, response.body().lengthBytes());
            System.out.flush();
        } catch (URISyntaxException | IllegalArgumentException e) {
            System.err.println("http3: " + e.getMessage() + "\n" + USAGE);
            System.exit(2);
        } catch (IOException e) {
            System.err.println("http3: " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Fetches one URL.
     *
     * @throws IllegalArgumentException if the URL is not https to a loopback address with a port
     * @throws IOException if no connection is made in three seconds, or no complete answer comes in
     *     ten
     */
    static Http3Response get(URI uri) throws IOException, InterruptedException {
        InetSocketAddress edge = loopback(uri);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            return get(uri, edge, group);
        } catch (ExecutionException e) {
            throw new IOException("HTTP/3 from " + edge + " failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer over HTTP/3 from " + edge + " in time", e);
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
        }
    }

    private static Http3Response get(URI uri, InetSocketAddress edge, EventLoopGroup group)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Bootstrap datagrams =
                new Bootstrap()
                        .group(group)
                        .channel(NioDatagramChannel.class)
                        .handler(quic(uri.getHost(), uri.getPort()));
        Channel socket = datagrams.bind(0).sync().channel();
        QuicChannel connection =
                done(
                        QuicChannel.newBootstrap(socket)
                                .handler(new Http3ClientConnectionHandler())
                                .remoteAddress(edge)
                                .connect());
        try {
            return get(uri, connection);
        } finally {
            connection.close().await(1, TimeUnit.SECONDS);
        }
    }

    private static Http3Response get(URI uri, QuicChannel connection)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Http3Response> response = new CompletableFuture<>();
        QuicStreamChannel stream =
                done(
                        Http3.newRequestStream(
                                connection, new Http3Response.Reader(response, MAX_BODY_BYTES)));
        stream.writeAndFlush(request(uri)).addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
        return response.get(DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static InetSocketAddress loopback(URI uri) throws IOException {
        if (!"https".equals(uri.getScheme()) || uri.getHost() == null || uri.getPort() < 1) {
            throw new IllegalArgumentException("not an https URL with a port: " + uri);
        }
        InetAddress address = InetAddress.getByName(uri.getHost());
        if (!address.isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "certificates are not checked here, so only a loopback address will do: "
                            + uri.getHost());
        }
        return new InetSocketAddress(address, uri.getPort());
    }

    private static ChannelHandler quic(String host, int port) {
        QuicSslContext tls =
                QuicSslContextBuilder.forClient()
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .applicationProtocols(Http3.supportedApplicationProtocols())
                        .build();
        // An engine that is told the host sends it as SNI; one made by sslContext(tls) does not.
        return Http3.newQuicClientCodecBuilder()
                .sslEngineProvider(channel -> tls.newEngine(channel.alloc(), host, port))
                .maxIdleTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .initialMaxData(WINDOW_BYTES)
                .initialMaxStreamDataBidirectionalLocal(WINDOW_BYTES)
                .build();
    }

    private static Http3HeadersFrame request(URI uri) {
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        Http3HeadersFrame request = new DefaultHttp3HeadersFrame();
        request.headers()
                .method("GET")
                .scheme("https")
                .authority(uri.getHost() + ":" + uri.getPort())
                .path(path + query)
                .set("user-agent", "neurocache-http3-get");
        return request;
    }

    private static <T> T done(Future<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(CONNECT_DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
    }
}

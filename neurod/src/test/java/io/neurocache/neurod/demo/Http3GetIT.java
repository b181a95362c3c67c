package io.neurocache.neurod.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.http3.Http3ServerConnectionHandler;
import io.netty.handler.codec.quic.InsecureQuicTokenHandler;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class Http3GetIT {
    private static final char[] PASSWORD = "password".toCharArray();

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private int port;

    @BeforeAll
    void startAServer(@TempDir Path folder) throws Exception {
        ChannelHandler codec =
                Http3.newQuicServerCodecBuilder()
                        .sslContext(certificate(folder))
                        .maxIdleTimeout(5, TimeUnit.SECONDS)
                        .initialMaxData(1_000_000)
                        .initialMaxStreamDataBidirectionalRemote(1_000_000)
                        .initialMaxStreamsBidirectional(10)
                        .tokenHandler(InsecureQuicTokenHandler.INSTANCE)
                        .handler(new Http3ServerConnectionHandler(new Streams()))
                        .build();
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Channel channel =
                new Bootstrap()
                        .group(group)
                        .channel(NioDatagramChannel.class)
                        .handler(codec)
                        .bind(any)
                        .sync()
                        .channel();
        port = ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @AfterAll
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void theHeadAndTheBodyArriveOverHttp3() throws Exception {
        Http3Response response = Http3Get.get(URI.create("https://127.0.0.1:" + port + "/a?b=c"));
        assertTrue(response.head().startsWith("HTTP/3 200\n"), response.head());
        assertTrue(response.head().contains("cache-status: test; hit\n"), response.head());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        response.body().write(body, 0, response.body().lengthBytes());
        assertEquals("you asked for /a?b=c", body.toString(UTF_8));
    }

    @Test
    void aPortWhereNobodyListensIsAnError() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("https://127.0.0.1:" + silent.getLocalPort() + "/");
            assertThrows(IOException.class, () -> Http3Get.get(uri));
        }
    }

    @Test
    void onlyHttpsToALoopbackAddressIsAccepted() {
        for (String text : new String[] {"https://192.0.2.1:1/", "http://127.0.0.1:1/"}) {
            URI uri = URI.create(text);
            assertThrows(IllegalArgumentException.class, () -> Http3Get.get(uri), text);
        }
    }

    private static QuicSslContext certificate(Path folder)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("store.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "edge",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(PASSWORD),
                                "-keystore",
                                store.toString())
                        .inheritIO()
                        .start();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        PrivateKey key = (PrivateKey) keys.getKey("edge", PASSWORD);
        X509Certificate certificate = (X509Certificate) keys.getCertificate("edge");
        return QuicSslContextBuilder.forServer(key, null, certificate)
                .applicationProtocols(Http3.supportedApplicationProtocols())
                .build();
    }

    private static final class Streams extends ChannelInitializer<QuicStreamChannel> {
        @Override
        protected void initChannel(QuicStreamChannel stream) {
            stream.pipeline().addLast(new Echo());
        }
    }

    /** Answers with the path that was asked for. */
    private static final class Echo extends Http3RequestStreamInboundHandler {
        private String path = "";

        @Override
        protected void channelRead(ChannelHandlerContext ctx, Http3HeadersFrame frame) {
            path = String.valueOf(frame.headers().path());
        }

        @Override
        protected void channelRead(ChannelHandlerContext ctx, Http3DataFrame frame) {
            ReferenceCountUtil.release(frame);
        }

        @Override
        protected void channelInputClosed(ChannelHandlerContext ctx) {
            Http3HeadersFrame head = new DefaultHttp3HeadersFrame();
            head.headers().status("200").set("cache-status", "test; hit");
            var _ = ctx.write(head);
            ctx.writeAndFlush(
                            new DefaultHttp3DataFrame(
                                    Unpooled.copiedBuffer("you asked for " + path, UTF_8)))
                    .addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
        }
    }
}

package io.neurocache.edge.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.exchange.Protocol;
import io.neurocache.edge.testing.Http3Clients;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies and heads over every protocol, with clients that others wrote. */
final class ClientsIT {
    private static final int[] SIZES = {0, 1, 1024, 65_536, 20 << 20};

    /** What fits one packet; for longer bodies see {@link Http3Upload}. */
    private static final int HTTP_3_UPLOAD_BYTES = 1024;

    /** A client that lost packets on a busy machine may be slow; {@link TimeoutsIT} is not. */
    private static final ServerLimits PATIENT = patient(ServerLimits.defaults());

    private static TestServer server;

    /** A way to reach the server. */
    enum Way {
        PLAIN_HTTP_1("http", Protocol.HTTP_1_1),
        TLS_HTTP_1("https", Protocol.HTTP_1_1),
        TLS_HTTP_2("https", Protocol.HTTP_2),
        HTTP_3("https", Protocol.HTTP_3);

        final String scheme;
        final Protocol protocol;

        Way(String scheme, Protocol protocol) {
            this.scheme = scheme;
            this.protocol = protocol;
        }

        HttpClient client() throws IOException, InterruptedException {
            if (this == HTTP_3) {
                return Http3Clients.connected(server.secure("/hello"));
            }
            return HttpClient.newBuilder()
                    .sslContext(TestIdentity.shared().trusting())
                    .version(
                            this == TLS_HTTP_2
                                    ? HttpClient.Version.HTTP_2
                                    : HttpClient.Version.HTTP_1_1)
                    .build();
        }

        URI uri(String path) {
            return URI.create(scheme + "://localhost:" + server.server.address().getPort() + path);
        }
    }

    private static ServerLimits patient(ServerLimits limits) {
        return new ServerLimits(
                limits.headerBytes(),
                limits.fields(),
                limits.uriBytes(),
                limits.bodyBytes(),
                limits.connections(),
                limits.streams(),
                0);
    }

    @BeforeAll
    static void start() throws IOException {
        server =
                new TestServer(options ->
                        options.withIdentity(TestIdentity.shared().certificate())
                                .withLimits(PATIENT));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void headsArriveAsTheyWereSent(Way way) throws Exception {
        HttpClient client = way.client();
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(way.uri("/a?b=c")).build(), BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
        String authority = "localhost:" + server.server.address().getPort();
        assertEquals(
                "GET " + way.protocol + " " + way.scheme + " " + authority + " /a?b=c",
                answer.body());
        assertEquals("yes", answer.headers().firstValue("x-stored").orElse("none"));
        assertEquals("test", answer.headers().firstValue("server").orElse("none"));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void bodiesGoBothWaysUnchanged(Way way) throws Exception {
        HttpClient client = way.client();
        for (int size : SIZES) {
            byte[] body = Pattern.of(size);
            HttpResponse<byte[]> down =
                    client.send(
                            HttpRequest.newBuilder(way.uri("/bytes/" + size)).build(),
                            BodyHandlers.ofByteArray());
            assertArrayEquals(body, down.body(), "download of " + size);
            String up = upload(client, way, body);
            assertEquals(Pattern.sum(body) + " " + size, up, "upload of " + size);
        }
    }

    private static String upload(HttpClient client, Way way, byte[] body) throws Exception {
        URI uri = way.uri("/sum");
        if (way == Way.HTTP_3 && body.length > HTTP_3_UPLOAD_BYTES) {
            return Http3Upload.post(uri, body);
        }
        return client.send(
                        HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(body)).build(),
                        BodyHandlers.ofString())
                .body();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void bodiesOfUnknownLengthArriveWhole(Way way) throws Exception {
        HttpClient client = way.client();
        for (int size : new int[] {0, 1, 300_000}) {
            HttpResponse<byte[]> answer =
                    client.send(
                            HttpRequest.newBuilder(way.uri("/open/" + size)).build(),
                            BodyHandlers.ofByteArray());
            assertArrayEquals(Pattern.of(size), answer.body());
            assertTrue(answer.headers().firstValue("content-length").isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void onlyEncryptedTcpAnswersAdvertiseHttp3(Way way) throws Exception {
        HttpResponse<String> answer =
                way.client()
                        .send(
                                HttpRequest.newBuilder(way.uri("/")).build(),
                                BodyHandlers.ofString());
        String expected =
                way == Way.TLS_HTTP_1 || way == Way.TLS_HTTP_2
                        ? "h3=\":" + server.server.address().getPort() + "\"; ma=86400"
                        : "none";
        assertEquals(expected, answer.headers().firstValue("alt-svc").orElse("none"));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aHandlerThatThrowsIsA500(Way way) throws Exception {
        HttpResponse<String> answer =
                way.client()
                        .send(
                                HttpRequest.newBuilder(way.uri("/throw")).build(),
                                BodyHandlers.ofString());
        assertEquals(500, answer.statusCode());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void headHasALengthAndNoBody(Way way) throws Exception {
        HttpResponse<String> answer =
                way.client()
                        .send(
                                HttpRequest.newBuilder(way.uri("/x"))
                                        .method("HEAD", BodyPublishers.noBody())
                                        .build(),
                                BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
        assertTrue(answer.headers().firstValueAsLong("content-length").orElse(0) > 20);
        assertEquals("", answer.body());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aResponseThatIsBrokenOffIsAnErrorAtTheClient(Way way) throws Exception {
        HttpClient client = way.client();
        int before = server.handler.broken.get();
        HttpRequest request = HttpRequest.newBuilder(way.uri("/under")).build();
        assertThrows(IOException.class, () -> client.send(request, BodyHandlers.ofString()));
        TestServer.await("the handler to hear of it", () -> server.handler.broken.get() > before);
    }

    @Test
    void streamsOfOneConnectionRunTogether() throws Exception {
        HttpClient client = Way.TLS_HTTP_2.client();
        long before = server.server.counters().connectionsTotal();
        client.send(
                HttpRequest.newBuilder(Way.TLS_HTTP_2.uri("/")).build(), BodyHandlers.discarding());
        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(
                    client.sendAsync(
                            HttpRequest.newBuilder(Way.TLS_HTTP_2.uri("/bytes/300000")).build(),
                            BodyHandlers.ofByteArray()));
        }
        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            assertArrayEquals(Pattern.of(300_000), answer.get().body());
        }
        assertEquals(1, server.server.counters().connectionsTotal() - before);
    }

    @Test
    void anotherCertificateIsShownToNewConnectionsOnly() throws Exception {
        TestIdentity first = TestIdentity.create();
        TestIdentity second = TestIdentity.create();
        UnaryOperator<ServerOptions> tls = options -> options.withIdentity(first.certificate());
        try (TestServer own = new TestServer(tls);
                HttpClient old = client(first);
                HttpClient fresh = client(second)) {
            URI uri = own.secure("/");
            HttpRequest request = HttpRequest.newBuilder(uri).build();
            assertEquals(200, old.send(request, BodyHandlers.discarding()).statusCode());
            own.server.replaceCertificate(second.certificate());
            assertEquals(200, old.send(request, BodyHandlers.discarding()).statusCode());
            assertEquals(200, fresh.send(request, BodyHandlers.discarding()).statusCode());
            assertEquals(2, own.server.counters().connectionsTotal());
        }
    }

    private static HttpClient client(TestIdentity trusted) {
        return HttpClient.newBuilder().sslContext(trusted.trusting()).build();
    }

    @Test
    void aPlaintextServerRefusesTls() throws IOException {
        try (TestServer plain = TestServer.plain();
                RawClient client = plain.connect()) {
            client.send(new byte[] {0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5});
            assertEquals("", client.readToEnd().replace("<reset>", ""));
            assertFalse(plain.server.servesHttp3());
            assertEquals(1, plain.server.counters().refused(Refusal.TLS));
        }
    }
}

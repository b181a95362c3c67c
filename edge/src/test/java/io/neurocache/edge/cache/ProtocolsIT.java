package io.neurocache.edge.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.edge.Limits;
import io.neurocache.edge.testing.FakeOrigin;
import io.neurocache.edge.testing.Http3Clients;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bytes over every protocol, from the origin and from the slab. */
class ProtocolsIT {
    private static final int PATTERN_BYTES = 64 * 1024;
    private static final long SLAB_BYTES = 1L << 30;

    @TempDir Path folder;

    /** Answers {@code /N} with N bytes that do not repeat in step with any buffer size. */
    private static FakeOrigin.Script sized() {
        return FakeOrigin.each((request, with) -> {
            long length = Long.parseLong(request.target().substring(1));
            with.send(
                    "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nContent-Length: "
                            + length
                            + "\r\n\r\n");
            for (long at = 0; at < length; at += PATTERN_BYTES) {
                with.send(pattern(at, (int) Math.min(PATTERN_BYTES, length - at)));
            }
        });
    }

    private static byte[] pattern(long at, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            long x = at + i;
            bytes[i] = (byte) (x ^ (x >>> 8) * 31 ^ (x >>> 16) * 131);
        }
        return bytes;
    }

    private static String expectedHash(long length) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (long at = 0; at < length; at += PATTERN_BYTES) {
            digest.update(pattern(at, (int) Math.min(PATTERN_BYTES, length - at)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1000, 64 << 10, (64 << 10) + 1, 20 << 20, 200 << 20})
    void everyProtocolDeliversTheOriginsBytes(long length) throws Exception {
        String expected = expectedHash(length);
        try (FakeOrigin origin = FakeOrigin.start(sized());
                EdgeRig rig =
                        EdgeRig.start(
                                folder,
                                EdgeRig.routes(origin.address()),
                                Limits.DEFAULTS,
                                SLAB_BYTES)) {
            String plain = "http://127.0.0.1:" + rig.port() + "/" + length;
            String secure = "https://127.0.0.1:" + rig.port() + "/" + length;
            HttpClient tls = HttpClient.newBuilder().sslContext(trustAll()).build();
            // A page of the node's own, so that the origin is not asked.
            URI health = URI.create("https://127.0.0.1:" + rig.port() + "/health");
            HttpClient http3 = Http3Clients.connected(health);

            assertEquals(expected, hash(http3, secure, HttpClient.Version.HTTP_2), "h3, cold");
            assertEquals(expected, hash(rig.client(), plain, HttpClient.Version.HTTP_1_1), "h1");
            assertEquals(expected, hash(tls, secure, HttpClient.Version.HTTP_1_1), "h1 TLS");
            assertEquals(expected, hash(tls, secure, HttpClient.Version.HTTP_2), "h2 TLS");
            assertEquals(expected, hash(http3, secure, HttpClient.Version.HTTP_2), "h3, warm");
            assertEquals(1, origin.requests().size(), () -> String.valueOf(origin.requests()));
        }
    }

    private static String hash(HttpClient client, String uri, HttpClient.Version version)
            throws IOException, InterruptedException, NoSuchAlgorithmException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(uri))
                        .version(version)
                        .timeout(Duration.ofSeconds(60))
                        .build();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        HttpResponse<InputStream> response =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode());
        try (InputStream body = response.body()) {
            byte[] buffer = new byte[PATTERN_BYTES];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static SSLContext trustAll() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustEverybody()}, new SecureRandom());
        return context;
    }

    /** Accepts the development certificate under any name. */
    private static final class TrustEverybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(
                X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

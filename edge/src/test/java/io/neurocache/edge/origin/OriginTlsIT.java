package io.neurocache.edge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.OriginAddress;
import io.neurocache.edge.origin.OriginFailure.Kind;
import io.neurocache.edge.testing.Conversation;
import io.neurocache.edge.testing.FakeOrigin;
import io.neurocache.edge.tls.DevelopmentAuthority;
import io.neurocache.edge.tls.ServerCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Origins behind TLS, with a certificate of a private authority for localhost and 127.0.0.1. */
class OriginTlsIT {
    private static final String UNTIL_CLOSE = "HTTP/1.1 200 OK\r\n\r\nhello";

    @TempDir Path directory;

    private final SSLContext server;
    private final SSLContext olderServer;
    private OriginOptions trusting = OriginOptions.defaults();

    OriginTlsIT() throws GeneralSecurityException {
        server = SSLContext.getInstance("TLSv1.3");
        olderServer = SSLContext.getInstance("TLSv1.2");
    }

    @BeforeEach
    void makeCertificates() throws IOException, GeneralSecurityException {
        ServerCertificate certificate =
                DevelopmentAuthority.ensure(directory, Clock.systemUTC(), new SecureRandom());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        X509Certificate[] chain = certificate.chain().toArray(X509Certificate[]::new);
        keys.setKeyEntry("server", certificate.key(), new char[0], chain);
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, new char[0]);
        server.init(managers.getKeyManagers(), null, null);
        olderServer.init(managers.getKeyManagers(), null, null);
        trusting =
                OriginOptions.defaults()
                        .withExtraAuthorities(
                                OriginTls.readAuthorities(directory.resolve("ca.pem")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void anOriginOfATrustedAuthorityIsReached(String host) {
        try (OriginRig rig = OriginRig.with(trusting);
                FakeOrigin origin = FakeOrigin.startTls(server, FakeOrigin.ok("secret"))) {
            assertEquals("secret", rig.get(origin.address(host), "/").text());
            assertEquals("secret", rig.get(origin.address(host), "/").text());
            assertEquals(1, origin.connections());
        }
    }

    @Test
    void anOriginOfAnUnknownAuthorityIsNot() {
        try (OriginRig rig = OriginRig.usual();
                FakeOrigin origin = FakeOrigin.startTls(server, FakeOrigin.ok("secret"))) {
            RecordedCall call = rig.get(origin.address("localhost"), "/");
            assertEquals(Kind.UNREACHABLE, call.kind());
            assertTrue(call.failure().detail().startsWith("TLS: "), call.failure()::detail);
            assertEquals(List.of(), origin.requests());
        }
    }

    @Test
    void anOriginWithACertificateForAnotherNameIsNot() {
        try (OriginRig rig = OriginRig.with(trusting);
                FakeOrigin origin = FakeOrigin.startTls(server, FakeOrigin.ok("secret"))) {
            var here = new Names.Known(List.of(InetAddress.ofLiteral("127.0.0.1")));
            rig.pool().names().remember("other.example", here);
            RecordedCall call = rig.get(origin.address("other.example"), "/");
            assertEquals(Kind.UNREACHABLE, call.kind());
            assertTrue(call.failure().detail().contains("other.example"), call.failure()::detail);
            assertEquals(List.of(), origin.requests());
        }
    }

    @Test
    void anOriginThatDoesNotSpeakTlsIsNot() {
        try (OriginRig rig = OriginRig.with(trusting);
                FakeOrigin origin =
                        FakeOrigin.start(with -> with.send("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            var address = new OriginAddress(true, "localhost", origin.address().port());
            assertEquals(Kind.UNREACHABLE, rig.get(address, "/").kind());
        }
    }

    @Test
    void aHandshakeThatIsNeverAnsweredIsGivenUp() {
        try (OriginRig rig = OriginRig.with(trusting);
                FakeOrigin origin = FakeOrigin.start(Conversation::awaitEnd)) {
            var address = new OriginAddress(true, "localhost", origin.address().port());
            RecordedCall call = rig.send(OriginRig.impatient(address), OriginRig.get("/")).await();
            assertEquals(Kind.UNREACHABLE, call.kind());
            assertTrue(call.failure().detail().contains("1000 ms"), call.failure()::detail);
        }
    }

    @Test
    void aBodyThatEndsWithTheEndOfTlsIsWhole() {
        for (SSLContext context : List.of(server, olderServer)) {
            try (OriginRig rig = OriginRig.with(trusting);
                    FakeOrigin origin =
                            FakeOrigin.startTls(context, FakeOrigin.once(UNTIL_CLOSE))) {
                assertEquals("hello", rig.get(origin.address("localhost"), "/").text());
            }
        }
    }

    /** Anyone on the way can end a TCP connection; only the origin can end TLS. */
    @Test
    void aBodyThatEndsWithTheConnectionAloneIsTruncated() throws IOException {
        try (OriginRig rig = OriginRig.with(trusting);
                FakeOrigin origin = FakeOrigin.startTls(olderServer, FakeOrigin.once(UNTIL_CLOSE));
                Forwarder forwarder = new Forwarder(origin.address().port())) {
            var address = new OriginAddress(true, "localhost", forwarder.port());
            RecordedCall call = rig.get(address, "/");
            assertEquals(Kind.TRUNCATED, call.kind());
        }
    }

    @Test
    void sessionsAreResumed() {
        sessionsAreResumed(server);
        sessionsAreResumed(olderServer);
    }

    private void sessionsAreResumed(SSLContext context) {
        Set<Long> sessions = ConcurrentHashMap.newKeySet();
        FakeOrigin.Script closing =
                with -> {
                    Socket socket = with.socket();
                    if (socket instanceof SSLSocket tls) {
                        sessions.add(tls.getSession().getCreationTime());
                    }
                    with.next();
                    with.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                };
        try (OriginRig rig = OriginRig.with(trusting);
                FakeOrigin origin = FakeOrigin.startTls(context, closing)) {
            for (int i = 0; i < 6; i++) {
                assertEquals(200, rig.get(origin.address("localhost"), "/").status());
            }
            assertEquals(6, origin.connections());
            assertTrue(sessions.size() < 6, () -> "each handshake was a full one: " + sessions);
        }
    }

    @Test
    void aFileThatHoldsNoCertificatesIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("bad.pem"), "-----BEGIN NOTHING-----");
        assertThrows(IOException.class, () -> OriginTls.readAuthorities(file));
        assertThrows(
                IOException.class, () -> OriginTls.readAuthorities(directory.resolve("none.pem")));
    }
}

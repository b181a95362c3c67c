package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.auth.ClusterTls;
import io.neurocache.raft.auth.PortSecurity;
import io.neurocache.raft.auth.SharedSecret;
import io.neurocache.raft.auth.TestAuthority;
import io.neurocache.raft.auth.TlsFiles;
import io.neurocache.raft.client.ClientConfig;
import io.neurocache.raft.client.Endpoint;
import io.neurocache.raft.client.RaftClient;
import io.neurocache.raft.client.RaftClientException;
import io.neurocache.raft.client.TestStream;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A port that wants certificates, and those who have none, or others. */
class PortTlsIT {
    private static final String HELLO =
            "{\"rpc\":\"Hello\",\"protocol\":1,\"cluster\":\"test\",\"from\":2,\"to\":1}";
    private static final SharedSecret WORD =
            SharedSecret.of(List.of("the-secret-of-this-cluster-in-a-test"));

    @TempDir static Path keys;

    private static TlsFiles memberFiles;
    private static PortSecurity member;
    private static PortSecurity operator;
    private static PortSecurity foreign;
    private static PortSecurity elsewhere;

    @TempDir Path folder;

    private Servers servers;

    @BeforeAll
    static void makeCertificates() throws Exception {
        TestAuthority authority = new TestAuthority(keys.resolve("own"));
        memberFiles = authority.member("member");
        member = tls(memberFiles);
        operator = tls(authority.client("operator"));
        elsewhere = tls(authority.elsewhere("elsewhere"));
        foreign = tls(new TestAuthority(keys.resolve("foreign")).member("foreign"));
    }

    private static PortSecurity tls(TlsFiles files) throws IOException {
        return new PortSecurity(null, ClusterTls.read(files));
    }

    private static PortSecurity withSecret(PortSecurity security) {
        return new PortSecurity(WORD, security.tls());
    }

    private void start(int count, PortSecurity security) throws IOException {
        servers = new Servers(folder, count);
        servers.configure(config -> config.withSecurity(security));
        for (int id = 1; id <= count; id++) {
            servers.start(id);
        }
        servers.leader();
    }

    @AfterEach
    void stop() throws IOException {
        servers.close();
    }

    private RaftClient client(PortSecurity security) throws IOException {
        return new RaftClient(
                new ClientConfig(
                        List.of(Endpoint.parse(servers.address(1))),
                        Duration.ofSeconds(30),
                        security));
    }

    private void assertServes(PortSecurity security) throws IOException {
        try (RaftClient client = client(security)) {
            Bytes key = Bytes.utf8("proof");
            Bytes value = Bytes.wrap(new byte[100_000]);
            client.put(key, value);
            assertEquals(value, client.get(key, Consistency.LINEARIZABLE).orElseThrow().value());
        }
    }

    private void assertUnauthorized(PortSecurity security) throws IOException {
        try (RaftClient client = client(security)) {
            RaftClientException e = assertThrows(RaftClientException.class, client::status);
            assertEquals(RaftClientException.Trouble.UNAUTHORIZED, e.trouble(), e::toString);
            assertFalse(e.mayHaveHappened());
        }
    }

    @Test
    void membersAndOperatorsOfOneAuthorityAreACluster() throws IOException {
        start(3, member);
        assertServes(operator);
    }

    @Test
    void withBothBothAreNeeded() throws IOException {
        start(3, withSecret(member));
        assertServes(withSecret(operator));
        assertUnauthorized(operator);
        assertUnauthorized(new PortSecurity(WORD, null));
    }

    @Test
    void anotherAuthoritysCertificateIsNone() throws IOException {
        start(1, member);
        assertUnauthorized(foreign);
        assertServes(operator);
    }

    @Test
    void aServerThatIsNotForTheHostIsNotTrusted() throws IOException {
        start(1, elsewhere);
        assertUnauthorized(operator);
    }

    @Test
    void aClientInTheClearIsToldWhatThePortSpeaks() throws IOException {
        start(1, member);
        try (Client plain = servers.client(1)) {
            Reply.Failed refused = (Reply.Failed) plain.put("a", "1");
            assertEquals(ErrorCode.UNAUTHORIZED, refused.code());
            assertTrue(refused.message().contains("TLS"), refused.message());
            assertTrue(plain.isAtEnd());
        }
        assertUnauthorized(PortSecurity.NONE);
        assertServes(operator);
    }

    @Test
    void aPortInTheClearIsNotTrustedByWhoWantsTls() throws IOException {
        start(1, PortSecurity.NONE);
        assertUnauthorized(operator);
        assertServes(PortSecurity.NONE);
    }

    @Test
    void withoutACertificateNothingIsHeard() throws Exception {
        start(1, member);
        try (Socket socket =
                anonymous()
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), servers.port(1))) {
            ((SSLSocket) socket).setEnabledProtocols(new String[] {"TLSv1.3"});
            assertThrows(
                    IOException.class,
                    () -> {
                        // The server refuses after our side of the handshake is over.
                        socket.getOutputStream().write(new byte[] {0, 0, 0, 1});
                        if (socket.getInputStream().read() < 0) {
                            throw new SSLException("closed");
                        }
                    });
        }
        assertServes(operator);
    }

    /** Trusts the authority, and has nothing to show. */
    private static SSLContext anonymous() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var in = java.nio.file.Files.newInputStream(memberFiles.authority())) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void anOperatorsCertificateMakesNoServer() throws Exception {
        start(1, member);
        try (TestStream peer = TestStream.open(servers.port(1), operator)) {
            assertTrue(peer.ask(HELLO).contains("its certificate is a client's"));
        }
        try (TestStream peer = TestStream.open(servers.port(1), member)) {
            // An honest server's hello to a cluster of one: it is heard, whatever comes of it.
            assertFalse(peer.ask(HELLO).contains("certificate"));
        }
        assertServes(operator);
    }

    @Test
    void noiseHarmsNobody() throws IOException {
        start(1, member);
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            if (i % 2 == 0) {
                // Begins like a handshake's record.
                byte[] record = {0x16, 3, 1, 0, (byte) Math.max(0, noise.length - 5)};
                System.arraycopy(record, 0, noise, 0, Math.min(5, noise.length));
            }
            try (Client client = servers.client(1)) {
                client.sendRaw(noise);
            }
        }
        assertServes(operator);
        assertTrue(servers.failures().isEmpty(), servers.failures()::toString);
    }

    @Test
    void aCertificateIsReplacedWhileTheServerRuns() throws IOException {
        start(1, member);
        try (RaftClient old = client(operator)) {
            old.status();
            servers.running(1).replaceSecurity(foreign);
            old.status();
            assertUnauthorized(operator);
            assertServes(foreign);
        }
    }
}

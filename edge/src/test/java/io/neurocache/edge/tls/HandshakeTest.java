package io.neurocache.edge.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's own TLS client accepts the development certificate, and checks the name in it. */
final class HandshakeTest {
    private static final char[] NO_PASSWORD = new char[0];
    private static final int MAX_STEPS = 200;

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "::1"})
    void aClientThatTrustsTheAuthorityConnects(String host) throws Exception {
        assertEquals("TLSv1.3", handshake(host));
    }

    @Test
    void anotherNameIsRefused() {
        assertThrows(SSLException.class, () -> handshake("elsewhere.example"));
    }

    private String handshake(String host) throws Exception {
        ServerCertificate certificate =
                DevelopmentAuthority.ensure(directory, Clock.systemUTC(), new SecureRandom());
        SSLEngine server = serverContext(certificate).createSSLEngine();
        server.setUseClientMode(false);
        SSLEngine client = clientContext().createSSLEngine(host, 443);
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        client.setSSLParameters(parameters);
        ByteBuffer toServer = ByteBuffer.allocate(64 << 10);
        ByteBuffer toClient = ByteBuffer.allocate(64 << 10);
        for (int step = 0; step < MAX_STEPS && (isShaking(client) || isShaking(server)); step++) {
            advance(client, toClient, toServer);
            advance(server, toServer, toClient);
        }
        return client.getSession().getProtocol();
    }

    private static boolean isShaking(SSLEngine engine) {
        return engine.getHandshakeStatus() != HandshakeStatus.FINISHED
                && (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
                        || engine.getSession().getProtocol().equals("NONE"));
    }

    /** One step of an engine, as its state asks. */
    private static void advance(SSLEngine engine, ByteBuffer in, ByteBuffer out)
            throws SSLException {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
            engine.getDelegatedTask().run();
        } else if (status == HandshakeStatus.NEED_UNWRAP) {
            in.flip();
            engine.unwrap(in, ByteBuffer.allocate(32 << 10));
            in.compact();
        } else {
            SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), out);
            assertEquals(SSLEngineResult.Status.OK, result.getStatus());
        }
    }

    private static SSLContext serverContext(ServerCertificate certificate) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        X509Certificate[] chain = certificate.chain().toArray(X509Certificate[]::new);
        keys.setKeyEntry("server", certificate.key(), NO_PASSWORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(keys, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private SSLContext clientContext() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca", PemFiles.readChain(directory.resolve("ca.pem")).getFirst());
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}

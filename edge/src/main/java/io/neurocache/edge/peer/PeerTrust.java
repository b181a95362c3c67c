package io.neurocache.edge.peer;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.neurocache.edge.tls.KeyFingerprint;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards other edges: whoever proves one of the keys that are accepted for its address is let
 * in, with a certificate that is valid now. Authorities and names play no part: the cluster agrees
 * on keys. Safe from any thread.
 *
 * <p>An engine is made without host and port, and so sends no name and keeps no session: a resumed
 * one would skip the check of a key that is not accepted any more.
 */
final class PeerTrust {
    /** What one handshake accepts, and why it was refused. Safe from any thread. */
    static final class Handshake {
        private final Set<KeyFingerprint> accepted;
        private volatile @Nullable String refusal;
        private volatile @Nullable SSLEngine engine;

        Handshake(Set<KeyFingerprint> accepted) {
            this.accepted = accepted;
        }

        /** Why the certificate was refused, or null when it was not. */
        @Nullable String refusal() {
            return refusal;
        }
    }

    private final Map<SSLEngine, Handshake> handshakes = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final QuicSslContext context;

    /** Loads the QUIC library, which must be available. */
    PeerTrust(InstantSource clock) {
        this.clock = clock;
        this.context =
                QuicSslContextBuilder.forClient()
                        .trustManager(new Keys())
                        .applicationProtocols(Http3.supportedApplicationProtocols())
                        .build();
    }

    /** Begins a handshake; {@link #over} must follow. */
    QuicSslEngine begin(ByteBufAllocator allocator, Handshake handshake) {
        QuicSslEngine engine = context.newEngine(allocator);
        handshake.engine = engine;
        handshakes.put(engine, handshake);
        return engine;
    }

    /** Forgets a handshake that has come to its end, one way or the other. */
    void over(Handshake handshake) {
        SSLEngine engine = handshake.engine;
        if (engine != null) {
            handshakes.remove(engine);
        }
    }

    private void check(X509Certificate[] chain, @Nullable Handshake handshake)
            throws CertificateException {
        if (handshake == null) {
            throw new CertificateException("the handshake is over");
        }
        try {
            if (chain.length == 0) {
                throw new CertificateException("it shows no certificate");
            }
            check(chain[0], handshake.accepted);
        } catch (CertificateException e) {
            handshake.refusal = e.getMessage();
            throw e;
        }
    }

    private void check(X509Certificate leaf, Set<KeyFingerprint> accepted)
            throws CertificateException {
        KeyFingerprint shown = KeyFingerprint.of(leaf);
        if (!accepted.contains(shown)) {
            throw new CertificateException("its key " + shown + " is not accepted for it");
        }
        try {
            leaf.checkValidity(Date.from(clock.instant()));
        } catch (CertificateExpiredException e) {
            throw sameKind(
                    new CertificateExpiredException(
                            "its certificate expired at " + leaf.getNotAfter().toInstant()),
                    e);
        } catch (CertificateNotYetValidException e) {
            throw sameKind(
                    new CertificateNotYetValidException(
                            "its certificate is not valid before "
                                    + leaf.getNotBefore().toInstant()),
                    e);
        }
    }

    /** Keeps the kind, by which the library chooses its alert. */
    private static CertificateException sameKind(
            CertificateException worded, CertificateException cause) {
        worded.initCause(cause);
        return worded;
    }

    /** Checks the leaf's key; asks no authority. */
    private final class Keys extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain, handshakes.get(engine));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw unknown();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            throw unknown();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw unknown();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw unknown();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            throw unknown();
        }

        private static CertificateException unknown() {
            return new CertificateException("only a handshake of ours has keys that are accepted");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

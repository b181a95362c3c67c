package io.neurocache.edge.origin;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.neurocache.edge.OriginAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS to origins: 1.2 or 1.3, the certificate checked against the authorities and the host name,
 * sessions resumed. Safe from any thread.
 *
 * <p>It is empty until {@link #prepare}: a node all of whose origins speak plain HTTP needs none of
 * it, and the JDK's 150 authorities take time to read and room to keep.
 */
public final class OriginTls {
    /** How long the end of TLS may take to leave when a connection is closed. */
    private static final long CLOSE_MILLIS = 1000;

    private final List<X509Certificate> extraAuthorities;

    /** Null until the first origin with TLS; then never replaced, so that sessions are resumed. */
    private volatile @Nullable SslContext context;

    OriginTls(List<X509Certificate> extraAuthorities) {
        this.extraAuthorities = extraAuthorities;
    }

    /**
     * Reads the authorities, once. Must have returned before {@link #handler} is called; not for an
     * event loop.
     *
     * @throws SSLException when the authorities cannot be used; a later call tries again
     */
    synchronized void prepare() throws SSLException {
        if (context == null) {
            context = context();
        }
    }

    private SslContext context() throws SSLException {
        return SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .trustManager(trust(extraAuthorities))
                .endpointIdentificationAlgorithm("HTTPS")
                .build();
    }

    /**
     * Reads the certificate authorities of a PEM file.
     *
     * @throws IOException when it cannot be read or holds anything but certificates
     */
    public static List<X509Certificate> readAuthorities(Path pem) throws IOException {
        try (InputStream in = Files.newInputStream(pem)) {
            List<X509Certificate> authorities = new ArrayList<>();
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                authorities.add((X509Certificate) each);
            }
            return List.copyOf(authorities);
        } catch (CertificateException bad) {
            throw new IOException(pem + " is not a file of PEM certificates", bad);
        }
    }

    SslHandler handler(ByteBufAllocator allocator, OriginAddress address) {
        SslContext prepared = context;
        if (prepared == null) {
            throw new IllegalStateException("TLS to origins was not prepared");
        }
        SslHandler handler = prepared.newHandler(allocator, address.host(), address.port());
        handler.setCloseNotifyFlushTimeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        return handler;
    }

    private static TrustManagerFactory trust(List<X509Certificate> extra) throws SSLException {
        try {
            String algorithm = TrustManagerFactory.getDefaultAlgorithm();
            TrustManagerFactory system = TrustManagerFactory.getInstance(algorithm);
            system.init((KeyStore) null);
            if (extra.isEmpty()) {
                return system;
            }
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int count = 0;
            for (TrustManager manager : system.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    for (X509Certificate each : x509.getAcceptedIssuers()) {
                        all.setCertificateEntry("system-" + count++, each);
                    }
                }
            }
            for (X509Certificate each : extra) {
                all.setCertificateEntry("extra-" + count++, each);
            }
            TrustManagerFactory both = TrustManagerFactory.getInstance(algorithm);
            both.init(all);
            return both;
        } catch (GeneralSecurityException | IOException failed) {
            throw new SSLException("the certificate authorities cannot be loaded", failed);
        }
    }
}

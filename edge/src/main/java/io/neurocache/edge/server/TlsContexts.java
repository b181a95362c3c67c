package io.neurocache.edge.server;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.neurocache.edge.tls.ServerCertificate;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The TLS settings made of one certificate: for TCP, and for QUIC where its library loads.
 * Immutable: replaced as a whole; connections keep what they began with.
 */
record TlsContexts(SslContext tcp, @Nullable QuicSslContext quic) {
    /**
     * The kind of key store that carries the key to the libraries, in memory alone. The default,
     * PKCS#12, would first derive a key of its own in 10,000 rounds.
     */
    private static final String KEY_STORE = "JKS";

    private static final char[] NO_PASSWORD = {};

    static TlsContexts of(ServerCertificate shown, boolean http3) throws SSLException {
        X509Certificate[] chain = shown.chain().toArray(X509Certificate[]::new);
        SslContext tcp =
                SslContextBuilder.forServer(shown.key(), chain)
                        .keyStoreType(KEY_STORE)
                        .trustManager(new NoClientCertificates())
                        .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                        .protocols("TLSv1.3", "TLSv1.2")
                        .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                        .applicationProtocolConfig(
                                new ApplicationProtocolConfig(
                                        Protocol.ALPN,
                                        SelectorFailureBehavior.NO_ADVERTISE,
                                        SelectedListenerFailureBehavior.ACCEPT,
                                        ApplicationProtocolNames.HTTP_2,
                                        ApplicationProtocolNames.HTTP_1_1))
                        .build();
        return new TlsContexts(tcp, http3 && Quic.isAvailable() ? quic(shown, chain) : null);
    }

    private static QuicSslContext quic(ServerCertificate shown, X509Certificate[] chain)
            throws SSLException {
        return QuicSslContextBuilder.forServer(keys(shown, chain), null)
                .trustManager(new NoClientCertificates())
                .applicationProtocols(Http3.supportedApplicationProtocols())
                .build();
    }

    private static KeyManagerFactory keys(ServerCertificate shown, X509Certificate[] chain)
            throws SSLException {
        try {
            KeyStore store = KeyStore.getInstance(KEY_STORE);
            store.load(null, null);
            store.setKeyEntry("key", shown.key(), NO_PASSWORD, chain);
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            return keys;
        } catch (GeneralSecurityException | IOException e) {
            throw new SSLException("the certificate cannot be shown over QUIC", e);
        }
    }
}

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
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The TLS settings made of one certificate: for TCP, and for QUIC where its library loads.
 * Immutable: replaced as a whole; connections keep what they began with.
 */
record TlsContexts(SslContext tcp, @Nullable QuicSslContext quic) {
    static TlsContexts of(ServerCertificate shown, boolean http3) throws SSLException {
        X509Certificate[] chain = shown.chain().toArray(X509Certificate[]::new);
        SslContext tcp =
                SslContextBuilder.forServer(shown.key(), chain)
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

    private static QuicSslContext quic(ServerCertificate shown, X509Certificate[] chain) {
        return QuicSslContextBuilder.forServer(shown.key(), null, chain)
                .applicationProtocols(Http3.supportedApplicationProtocols())
                .build();
    }
}

/**
 * The certificate that the edge shows: read from an operator's PEM files, or made by a development
 * authority of the node's own. Uses the JDK alone.
 *
 * <pre>{@code
 * CertificateSource source = new CertificateSource.Development(dataDirectory.resolve("tls"));
 * ServerCertificate certificate = source.load(Clock.systemUTC(), new SecureRandom());
 * SslContextBuilder.forServer(certificate.key(), certificate.chain());
 * }</pre>
 */
package io.neurocache.edge.tls;

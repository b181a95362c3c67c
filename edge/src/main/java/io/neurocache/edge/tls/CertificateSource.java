package io.neurocache.edge.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * Where the server's certificate comes from. Loading again gives what is there by then.
 *
 * <p>Immutable; safe from any thread.
 */
public sealed interface CertificateSource {

    /**
     * Reads, or makes, the certificate; blocks on files.
     *
     * @throws InvalidCertificateException when what is there cannot be used
     * @throws IOException when a file cannot be read or written
     */
    ServerCertificate load(Clock clock, SecureRandom random) throws IOException;

    /** The node's own development authority, in its directory. */
    record Development(Path directory) implements CertificateSource {
        @Override
        public ServerCertificate load(Clock clock, SecureRandom random) throws IOException {
            return DevelopmentAuthority.ensure(directory, clock, random);
        }
    }

    /** An operator's PEM files. */
    record Files(Path certificate, Path key) implements CertificateSource {
        @Override
        public ServerCertificate load(Clock clock, SecureRandom random) throws IOException {
            return PemFiles.load(certificate, key, clock);
        }
    }
}

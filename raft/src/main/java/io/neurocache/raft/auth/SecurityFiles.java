package io.neurocache.raft.auth;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a port's security is kept; reading again gives what is there by then.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param secret the file of the shared secret, or null
 * @param tls the files of the certificates, or null
 */
public record SecurityFiles(@Nullable Path secret, @Nullable TlsFiles tls) {
    /** No files: nothing is proven. */
    public static final SecurityFiles NONE = new SecurityFiles(null, null);

    /** Whether nothing is proven. */
    public boolean isNone() {
        return secret == null && tls == null;
    }

    /**
     * Reads all of them.
     *
     * @throws AuthException when one holds something else than it should
     * @throws IOException when one cannot be read
     */
    public PortSecurity read() throws IOException {
        return new PortSecurity(
                secret == null ? null : SharedSecret.read(secret),
                tls == null ? null : ClusterTls.read(tls));
    }
}

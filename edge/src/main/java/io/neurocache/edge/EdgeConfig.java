package io.neurocache.edge;

import io.neurocache.edge.tls.CertificateSource;
import java.nio.file.Path;

/**
 * What the edge is started with. Routes and certificates may be replaced while it runs, the rest
 * needs a restart.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param listen the address of the TCP and UDP port; port 0 takes any free one
 * @param certificates where the TLS certificate comes from
 * @param token what a request from elsewhere must carry to write or to see the operations
 * @param dataDirectory the node's data directory; it exists and belongs to this process alone
 * @param limits the bounds
 */
public record EdgeConfig(
        HostPort listen,
        CertificateSource certificates,
        AccessToken token,
        Path dataDirectory,
        Limits limits) {}

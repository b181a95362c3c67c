package io.neurocache.neurod;

import io.neurocache.edge.EdgeConfig;
import io.neurocache.edge.tls.ServerCertificate;
import io.neurocache.neurod.config.Settings;
import java.io.IOException;

/** Opens the slab, builds the edge on it, starts Raft and listens. */
@FunctionalInterface
public interface ServiceStarter {

    /**
     * Starts the service. When it throws it has closed what it opened.
     *
     * @throws IOException when the address cannot be listened on, or a file cannot be used
     * @throws StartException for a trouble that has a sentence of its own
     */
    Service start(
            Settings settings, EdgeConfig config, ServerCertificate certificate, DataDirectory data)
            throws IOException, StartException;
}

package io.neurocache.neurod;

import io.neurocache.edge.Routes;
import io.neurocache.edge.tls.ServerCertificate;
import io.neurocache.raft.auth.PortSecurity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What the daemon runs between its start and its end: the slab, the edge on it and Raft. The daemon
 * knows when, the service knows how.
 *
 * <p>Called by the daemon's main thread alone.
 */
public interface Service extends AutoCloseable {

    /** Returns the address that is listened on, with the port that was chosen for port 0. */
    InetSocketAddress address();

    /**
     * Puts new routes, a new certificate and what the Raft port wants proven in force for what
     * comes next. Either all of it or, when it throws, nothing.
     */
    void reload(Routes routes, ServerCertificate certificate, PortSecurity raft) throws IOException;

    /** New ones could not be read: the old ones stay in force. */
    void reloadFailed(String reason);

    /**
     * Has a failure told that leaves this node no member of its cluster; told at once where it has
     * happened already. Comes once, on any thread, and must not block.
     */
    void whenFailed(Consumer<String> listener);

    /** Notes what the next start would otherwise have to find out; every few seconds. */
    void checkpoint() throws IOException;

    /** Lets {@code /health} answer 503 from now on; everything else goes on. */
    void announceStop();

    /**
     * Stops accepting HTTP, and waits for the requests in flight to finish.
     *
     * @return whether all of them finished in time
     */
    boolean drain(Duration atMost) throws InterruptedException;

    /** Ends what is left, then Raft, then closes the slab so that the next start finds it whole. */
    @Override
    void close() throws IOException;
}

package io.neurocache.raft.server;

import io.neurocache.raft.wire.PeerFrame;
import io.neurocache.slab.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that others made to the Raft port: how many, which are servers', which have
 * something to send at the end of this turn, and how many requests wait on all of them together.
 *
 * <p>Event loop only.
 */
final class Connections {
    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    /** Between two lines of the log about refused servers, which come as often as they like. */
    private static final long COMPLAINT_NANOS = 1_000_000_000L;

    private final RaftServerConfig config;
    private final LongSupplier nanoClock;
    private final Set<PortConnection> open = new HashSet<>();
    private final Map<Integer, PortConnection> servers = new HashMap<>();
    private List<PortConnection> gathered = new ArrayList<>();
    private long complainedNanos;
    private long refused;
    private int underWay;

    Connections(RaftServerConfig config, LongSupplier nanoClock) {
        this.config = config;
        this.nanoClock = nanoClock;
        this.complainedNanos = nanoClock.getAsLong() - COMPLAINT_NANOS;
    }

    void opened(PortConnection connection) {
        if (open.size() >= config.maxConnections()) {
            connection.close();
        } else {
            open.add(connection);
        }
    }

    void closed(PortConnection connection) {
        open.remove(connection);
        servers.remove(connection.peer(), connection);
    }

    /** The connection is a server's; the latest of a server is the one it listens to. */
    void heardHello(PortConnection connection) {
        servers.put(connection.peer(), connection);
    }

    /** Gathers a frame on the connection that the server made to us; false if there is none. */
    boolean send(int to, PeerFrame frame) {
        PortConnection connection = of(to);
        if (connection == null) {
            return false;
        }
        connection.send(frame);
        return true;
    }

    private @Nullable PortConnection of(int server) {
        return servers.get(server);
    }

    /** Whether one more request may wait for its answer; then it counts. */
    boolean admit() {
        boolean hasRoom = underWay < config.maxRequests();
        if (hasRoom) {
            underWay++;
        }
        return hasRoom;
    }

    /** A request that was admitted has its answer. */
    void answered() {
        underWay--;
        Check.invariant(underWay >= 0, "more answers than requests", underWay);
    }

    /** Why a server that says hello is refused; empty if it is not. */
    String refusalOf(PeerFrame.Hello hello) {
        if (!hello.cluster().equals(config.cluster())) {
            return "this is a server of cluster " + config.cluster();
        }
        if (hello.from() == config.id()) {
            return "this is n" + config.id() + " itself";
        }
        return hello.to() == config.id() ? "" : "this is n" + config.id();
    }

    PeerFrame.Hello helloTo(PeerFrame.Hello hello) {
        return new PeerFrame.Hello(PeerFrame.PROTOCOL, config.cluster(), config.id(), hello.from());
    }

    void refusedPeer(String address, String message) {
        long now = nanoClock.getAsLong();
        refused++;
        if (now - complainedNanos >= COMPLAINT_NANOS) {
            log.warn(
                    "n{} refuses {} as a server: {} ({} refused so far)",
                    config.id(),
                    address,
                    message,
                    refused);
            complainedNanos = now;
        }
    }

    void gathered(PortConnection connection) {
        gathered.add(connection);
    }

    /** Sends what was gathered in this turn. */
    void flush() {
        // An answer may let a paused connection go on, which gathers again: for the next turn.
        List<PortConnection> flushed = gathered;
        gathered = new ArrayList<>();
        flushed.forEach(PortConnection::flush);
    }

    /** Ends every connection. */
    void close() {
        Set.copyOf(open).forEach(PortConnection::close);
    }
}

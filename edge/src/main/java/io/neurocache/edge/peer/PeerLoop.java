package io.neurocache.edge.peer;

import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link PeerPool} keeps for one of its event loops. Event loop only. */
final class PeerLoop {
    private final EventLoop loop;
    private final PeerPool.Shared shared;
    private final Map<PeerAddress, PeerLink> links = new HashMap<>();

    /** Connections there are or will be. */
    private int connections;

    private boolean closed;

    PeerLoop(EventLoop loop, PeerPool.Shared shared) {
        this.loop = loop;
        this.shared = shared;
    }

    EventLoop loop() {
        return loop;
    }

    PeerPool.Shared shared() {
        return shared;
    }

    PeerOptions options() {
        return shared.options();
    }

    PeerCounters counters() {
        return shared.counters();
    }

    PeerBoard board() {
        return shared.board();
    }

    PeerLink to(PeerAddress peer) {
        PeerLink known = links.get(peer);
        if (known == null) {
            known = new PeerLink(this, peer);
            links.put(peer, known);
            if (closed) {
                known.close();
            }
        }
        return known;
    }

    /** Opens a connection to a peer that has none, if it may. */
    void connect(PeerAddress peer) {
        if (!closed) {
            to(peer).connect();
        }
    }

    /** Takes a place for a connection, by closing an idle one where there is none left. */
    boolean takePlace() {
        int max = options().limits().maxConnections();
        if (connections >= max) {
            closeLongestIdle();
        }
        if (connections >= max) {
            return false;
        }
        connections++;
        return true;
    }

    /** Gives the place of a connection back that is closed or did not open. */
    void leavePlace() {
        connections--;
    }

    private void closeLongestIdle() {
        @Nullable PeerConnection longest = null;
        for (PeerLink each : links.values()) {
            PeerConnection idle = each.idle();
            if (idle != null && (longest == null || idle.idleNanos() > longest.idleNanos())) {
                longest = idle;
            }
        }
        if (longest != null) {
            longest.close();
        }
    }

    /** Later, because the one who asks may be about to use it. */
    void forgetIfUnused(PeerLink unused) {
        if (unused.isUnused()) {
            loop.execute(() -> {
                if (unused.isUnused()) {
                    links.remove(unused.peer(), unused);
                }
            });
        }
    }

    void retain(Set<PeerAddress> members) {
        for (PeerLink each : List.copyOf(links.values())) {
            if (!members.contains(each.peer())) {
                links.remove(each.peer());
                each.close();
            }
        }
    }

    void close() {
        closed = true;
        List.copyOf(links.values()).forEach(PeerLink::close);
    }
}

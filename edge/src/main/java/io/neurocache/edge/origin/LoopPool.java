package io.neurocache.edge.origin;

import io.netty.channel.EventLoop;
import io.neurocache.edge.OriginAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an {@link OriginPool} keeps for one of its event loops. Event loop only. */
final class LoopPool {
    private final EventLoop loop;
    private final OriginPool.Shared shared;
    private final Map<OriginAddress, AddressPool> addresses = new HashMap<>();
    private boolean closed;

    LoopPool(EventLoop loop, OriginPool.Shared shared) {
        this.loop = loop;
        this.shared = shared;
    }

    EventLoop loop() {
        return loop;
    }

    OriginPool.Shared shared() {
        return shared;
    }

    OriginOptions options() {
        return shared.options();
    }

    OriginCounters counters() {
        return shared.counters();
    }

    FailureLog failureLog() {
        return shared.failureLog();
    }

    HealthBoard health() {
        return shared.health();
    }

    AddressPool at(OriginAddress address) {
        AddressPool known = addresses.get(address);
        if (known == null) {
            known = new AddressPool(this, address);
            addresses.put(address, known);
            if (closed) {
                known.close();
            }
        }
        return known;
    }

    /** Later, because the one who asks may be about to use it. */
    void forgetIfUnused(AddressPool unused) {
        if (unused.isUnused()) {
            loop.execute(() -> {
                if (unused.isUnused()) {
                    addresses.remove(unused.address(), unused);
                }
            });
        }
    }

    void close() {
        closed = true;
        List.copyOf(addresses.values()).forEach(AddressPool::close);
    }
}

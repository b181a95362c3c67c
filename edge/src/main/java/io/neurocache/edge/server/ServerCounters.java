package io.neurocache.edge.server;

import io.neurocache.edge.exchange.Protocol;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What a server counts. Safe from any thread; sums are exact once the loops are at rest. */
public final class ServerCounters {
    private final LongAdder connectionsOpen = new LongAdder();
    private final LongAdder connectionsTotal = new LongAdder();
    private final LongAdder bodyBytesSent = new LongAdder();
    private final LongAdder bodyBytesReceived = new LongAdder();
    private final Map<Protocol, LongAdder> requests = new EnumMap<>(Protocol.class);
    private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

    ServerCounters() {
        for (Protocol protocol : Protocol.values()) {
            requests.put(protocol, new LongAdder());
        }
        for (Refusal refusal : Refusal.values()) {
            refused.put(refusal, new LongAdder());
        }
    }

    /** Connections that are open now, TCP and QUIC. */
    public long connectionsOpen() {
        return connectionsOpen.sum();
    }

    /** Connections accepted since the start. */
    public long connectionsTotal() {
        return connectionsTotal.sum();
    }

    /** Bytes of response bodies handed to the transport. */
    public long bodyBytesSent() {
        return bodyBytesSent.sum();
    }

    /** Bytes of request bodies read. */
    public long bodyBytesReceived() {
        return bodyBytesReceived.sum();
    }

    /** Requests of a protocol that reached the handler. */
    public long requests(Protocol protocol) {
        return adder(requests, protocol).sum();
    }

    /** Requests and connections turned away for a reason. */
    public long refused(Refusal refusal) {
        return adder(refused, refusal).sum();
    }

    void opened() {
        connectionsOpen.increment();
        connectionsTotal.increment();
    }

    void closed() {
        connectionsOpen.decrement();
    }

    void sent(long bytes) {
        bodyBytesSent.add(bytes);
    }

    void received(long bytes) {
        bodyBytesReceived.add(bytes);
    }

    void request(Protocol protocol) {
        adder(requests, protocol).increment();
    }

    void refuse(Refusal refusal) {
        adder(refused, refusal).increment();
    }

    private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
        return Objects.requireNonNull(adders.get(key));
    }
}

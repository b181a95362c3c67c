package io.neurocache.edge.origin;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What an {@link OriginPool} did since it was made. Safe from any thread. */
public final class OriginCounters {
    private final LongAdder calls = new LongAdder();
    private final LongAdder connects = new LongAdder();
    private final LongAdder reuses = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();

    /** Filled in the constructor and never changed, so that reading it needs no lock. */
    private final Map<OriginFailure.Kind, LongAdder> failures;

    OriginCounters() {
        Map<OriginFailure.Kind, LongAdder> byKind = new EnumMap<>(OriginFailure.Kind.class);
        for (OriginFailure.Kind kind : OriginFailure.Kind.values()) {
            byKind.put(kind, new LongAdder());
        }
        failures = Collections.unmodifiableMap(byKind);
    }

    /** Calls made, health probes not among them. */
    public long calls() {
        return calls.sum();
    }

    /** Connections opened, TLS handshake included. */
    public long connects() {
        return connects.sum();
    }

    /** Requests sent on a connection that had served one before. */
    public long reuses() {
        return reuses.sum();
    }

    /** Bytes received from origins: heads, framing and bodies, without TLS. */
    public long bytesIn() {
        return bytesIn.sum();
    }

    /** Calls that ended with this failure. */
    public long failures(OriginFailure.Kind kind) {
        return adder(kind).sum();
    }

    void called() {
        calls.increment();
    }

    void connected() {
        connects.increment();
    }

    void reused() {
        reuses.increment();
    }

    void received(int bytes) {
        bytesIn.add(bytes);
    }

    void failed(OriginFailure.Kind kind) {
        adder(kind).increment();
    }

    private LongAdder adder(OriginFailure.Kind kind) {
        LongAdder adder = failures.get(kind);
        if (adder == null) {
            throw new AssertionError("each kind has its counter");
        }
        return adder;
    }
}

package io.neurocache.edge.peer;

import java.util.concurrent.atomic.LongAdder;

/** What a {@link PeerPool} did since it was made. Safe from any thread. */
public final class PeerCounters {
    private final LongAdder calls = new LongAdder();
    private final LongAdder connects = new LongAdder();
    private final LongAdder failedConnects = new LongAdder();
    private final LongAdder repeats = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();

    PeerCounters() {}

    /** Calls made. */
    public long calls() {
        return calls.sum();
    }

    /** Connections opened, TLS handshake included. */
    public long connects() {
        return connects.sum();
    }

    /** Connections that could not be opened. */
    public long failedConnects() {
        return failedConnects.sum();
    }

    /** Requests sent a second time because the first had not been processed. */
    public long repeats() {
        return repeats.sum();
    }

    /** Calls that ended with a failure. */
    public long failures() {
        return failures.sum();
    }

    /** Bytes of bodies received. */
    public long bytesIn() {
        return bytesIn.sum();
    }

    void called() {
        calls.increment();
    }

    void connected() {
        connects.increment();
    }

    void notConnected() {
        failedConnects.increment();
    }

    void repeated() {
        repeats.increment();
    }

    void failed() {
        failures.increment();
    }

    void received(int bytes) {
        bytesIn.add(bytes);
    }
}

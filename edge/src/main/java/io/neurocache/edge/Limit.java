package io.neurocache.edge;

import org.jspecify.annotations.Nullable;

/**
 * What an operator may bound on the edge: one row of the table says the key, its unit, default and
 * range, and what goes wrong at both ends. A bound that is reached costs the request an error,
 * never the daemon.
 *
 * <p>Immutable; safe from any thread.
 */
public enum Limit {
    MAX_HEADER(
            "max-header",
            Unit.BYTES,
            32 << 10,
            1 << 10,
            1 << 20,
            "Largest header block of a request, all fields together; above it 431. Too small"
                    + " refuses browsers with many cookies; large ones cost memory on each"
                    + " connection."),
    MAX_URI(
            "max-uri",
            Unit.BYTES,
            8 << 10,
            256,
            64 << 10,
            "Longest request target; above it 414. Too small refuses long queries; each cached key"
                    + " takes its length in the index."),
    MAX_BODY(
            "max-body",
            Unit.BYTES,
            256L << 20,
            1 << 10,
            64L << 30,
            "Largest object stored, from a PUT or an origin; a larger PUT gets 413, a larger answer"
                + " passes through uncached. By default a quarter of the slab, and never more."),
    MAX_STREAMS(
            "max-streams",
            Unit.COUNT,
            100,
            1,
            10_000,
            "Requests at once on one HTTP/2 or HTTP/3 connection. RFC 9113 advises at least 100;"
                    + " large values let one client take many workers."),
    MAX_CONNECTIONS(
            "max-connections",
            Unit.COUNT,
            20_000,
            16,
            1_000_000,
            "Open connections, as many on TCP and as many on QUIC; further ones are closed at once."
                    + " Must fit in the process's file limit (ulimit -n)."),
    IDLE_TIMEOUT(
            "idle-timeout",
            Unit.MILLIS,
            60_000,
            1_000,
            3_600_000,
            "How long a connection without a request stays open. Short ones make clients reconnect,"
                    + " long ones keep dead connections."),
    HEADER_TIMEOUT(
            "header-timeout",
            Unit.MILLIS,
            10_000,
            100,
            300_000,
            "How long a client may take to send its header block, TLS handshake included; then 408."
                    + " Short ones refuse slow networks, long ones help slow-header attacks."),
    MIN_UPLOAD_RATE(
            "min-upload-rate",
            Unit.BYTES_PER_SECOND,
            500,
            0,
            1L << 30,
            "Slowest request body accepted, bytes a second over any 10 s; 0 for any. High"
                    + " ones refuse slow networks, 0 lets a client hold a slot for ever."),
    MAX_VARIANTS(
            "max-variants",
            Unit.COUNT,
            32,
            1,
            32,
            "Stored answers of one key that differ by Vary; the oldest gives way."
                    + " Large ones let a header of many values fill the slab."),
    MAX_WAITERS(
            "max-waiters",
            Unit.COUNT,
            10_000,
            1,
            1_000_000,
            "Requests that wait for one fill, or writes for one key; further ones get 503. Small"
                    + " ones refuse a rush on a new object."),
    MAX_FILLS(
            "max-fills",
            Unit.COUNT,
            512,
            1,
            65_536,
            "Fetches from origins at once; further misses get 503. Small ones refuse a rush on a"
                    + " cold cache, large ones press on the origins."),
    IO_THREADS(
            "io-threads",
            Unit.COUNT,
            0,
            0,
            1_024,
            "Event loops; 0 takes one for each processor. More than processors only adds"
                    + " switching.");

    /** What the number of a limit counts. */
    public enum Unit {
        BYTES,
        BYTES_PER_SECOND,
        MILLIS,
        COUNT
    }

    private final String key;
    private final Unit unit;
    private final long defaultValue;
    private final long min;
    private final long max;
    private final String description;

    Limit(String key, Unit unit, long defaultValue, long min, long max, String description) {
        this.key = key;
        this.unit = unit;
        this.defaultValue = defaultValue;
        this.min = min;
        this.max = max;
        this.description = description;
    }

    /** Finds a limit by its key in the configuration; null when there is none of that name. */
    public static @Nullable Limit ofKey(String key) {
        for (Limit limit : values()) {
            if (limit.key.equals(key)) {
                return limit;
            }
        }
        return null;
    }

    /** Returns the key it has in the configuration. */
    public String key() {
        return key;
    }

    /** Returns what its numbers count. */
    public Unit unit() {
        return unit;
    }

    /** Returns the value it has unless configured, in its unit. */
    public long defaultValue() {
        return defaultValue;
    }

    /** Returns the smallest value accepted, in its unit. */
    public long min() {
        return min;
    }

    /** Returns the largest value accepted, in its unit. */
    public long max() {
        return max;
    }

    /** Returns what it bounds, and what goes wrong at both ends. */
    public String description() {
        return description;
    }

    /** Whether the value lies in the range. */
    public boolean accepts(long value) {
        return value >= min && value <= max;
    }
}

package io.neurocache.edge;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The edge's bounds; {@link Limit} says what each means, its default and its range.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param maxHeaderBytes {@link Limit#MAX_HEADER}
 * @param maxUriBytes {@link Limit#MAX_URI}
 * @param maxBodyBytes {@link Limit#MAX_BODY}
 * @param maxStreams {@link Limit#MAX_STREAMS}
 * @param maxConnections {@link Limit#MAX_CONNECTIONS}
 * @param idleTimeout {@link Limit#IDLE_TIMEOUT}
 * @param headerTimeout {@link Limit#HEADER_TIMEOUT}
 * @param minUploadBytesPerSecond {@link Limit#MIN_UPLOAD_RATE}
 * @param maxVariants {@link Limit#MAX_VARIANTS}
 * @param maxWaiters {@link Limit#MAX_WAITERS}
 * @param maxFills {@link Limit#MAX_FILLS}
 * @param ioThreads {@link Limit#IO_THREADS}; 0 for one for each processor
 */
public record Limits(
        int maxHeaderBytes,
        int maxUriBytes,
        long maxBodyBytes,
        int maxStreams,
        int maxConnections,
        Duration idleTimeout,
        Duration headerTimeout,
        int minUploadBytesPerSecond,
        int maxVariants,
        int maxWaiters,
        int maxFills,
        int ioThreads) {
    /** Every limit at its default. */
    public static final Limits DEFAULTS = of(Map.of());

    public Limits {
        check(Limit.MAX_HEADER, maxHeaderBytes);
        check(Limit.MAX_URI, maxUriBytes);
        check(Limit.MAX_BODY, maxBodyBytes);
        check(Limit.MAX_STREAMS, maxStreams);
        check(Limit.MAX_CONNECTIONS, maxConnections);
        check(Limit.IDLE_TIMEOUT, idleTimeout.toMillis());
        check(Limit.HEADER_TIMEOUT, headerTimeout.toMillis());
        check(Limit.MIN_UPLOAD_RATE, minUploadBytesPerSecond);
        check(Limit.MAX_VARIANTS, maxVariants);
        check(Limit.MAX_WAITERS, maxWaiters);
        check(Limit.MAX_FILLS, maxFills);
        check(Limit.IO_THREADS, ioThreads);
    }

    /** Takes the values given, in their units, and the defaults of the others. */
    public static Limits of(Map<Limit, Long> values) {
        return new Limits(
                intValue(values, Limit.MAX_HEADER),
                intValue(values, Limit.MAX_URI),
                value(values, Limit.MAX_BODY),
                intValue(values, Limit.MAX_STREAMS),
                intValue(values, Limit.MAX_CONNECTIONS),
                Duration.ofMillis(value(values, Limit.IDLE_TIMEOUT)),
                Duration.ofMillis(value(values, Limit.HEADER_TIMEOUT)),
                intValue(values, Limit.MIN_UPLOAD_RATE),
                intValue(values, Limit.MAX_VARIANTS),
                intValue(values, Limit.MAX_WAITERS),
                intValue(values, Limit.MAX_FILLS),
                intValue(values, Limit.IO_THREADS));
    }

    /** Returns these limits with one changed, in its unit. */
    public Limits with(Limit limit, long value) {
        Map<Limit, Long> values = values();
        values.put(limit, value);
        return of(values);
    }

    /** Returns every limit's value in its unit; the map is the caller's. */
    public Map<Limit, Long> values() {
        Map<Limit, Long> values = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            values.put(limit, value(limit));
        }
        return values;
    }

    private long value(Limit limit) {
        return switch (limit) {
            case MAX_HEADER -> maxHeaderBytes;
            case MAX_URI -> maxUriBytes;
            case MAX_BODY -> maxBodyBytes;
            case MAX_STREAMS -> maxStreams;
            case MAX_CONNECTIONS -> maxConnections;
            case IDLE_TIMEOUT -> idleTimeout.toMillis();
            case HEADER_TIMEOUT -> headerTimeout.toMillis();
            case MIN_UPLOAD_RATE -> minUploadBytesPerSecond;
            case MAX_VARIANTS -> maxVariants;
            case MAX_WAITERS -> maxWaiters;
            case MAX_FILLS -> maxFills;
            case IO_THREADS -> ioThreads;
        };
    }

    private static long value(Map<Limit, Long> values, Limit limit) {
        return values.getOrDefault(limit, limit.defaultValue());
    }

    private static int intValue(Map<Limit, Long> values, Limit limit) {
        long value = value(values, limit);
        check(limit, value);
        return Math.toIntExact(value);
    }

    private static void check(Limit limit, long value) {
        if (!limit.accepts(value)) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s is %d; %d to %d is accepted",
                            limit.key(), value, limit.min(), limit.max()));
        }
    }
}

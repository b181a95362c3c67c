package io.neurocache.edge.origin;

import io.neurocache.slab.Check;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * The limits of an {@link OriginPool}. Immutable: safe from any thread.
 *
 * @param pooling how many connections there may be
 * @param limits what a response may ask of us
 * @param health when an address is avoided
 * @param extraAuthorities certificate authorities trusted besides those of the system
 */
public record OriginOptions(
        Pooling pooling, Limits limits, Health health, List<X509Certificate> extraAuthorities) {
    /** Copies the list. */
    public OriginOptions {
        extraAuthorities = List.copyOf(extraAuthorities);
    }

    /** The usual limits. */
    public static OriginOptions defaults() {
        return new OriginOptions(
                Pooling.defaults(), Limits.defaults(), Health.defaults(), List.of());
    }

    /** The same with another pooling. */
    public OriginOptions withPooling(Pooling other) {
        return new OriginOptions(other, limits, health, extraAuthorities);
    }

    /** The same with other limits. */
    public OriginOptions withLimits(Limits other) {
        return new OriginOptions(pooling, other, health, extraAuthorities);
    }

    /** The same with other health rules. */
    public OriginOptions withHealth(Health other) {
        return new OriginOptions(pooling, limits, other, extraAuthorities);
    }

    /** The same with other extra authorities. */
    public OriginOptions withExtraAuthorities(List<X509Certificate> others) {
        return new OriginOptions(pooling, limits, health, others);
    }

    /**
     * How many connections there may be. Every number counts for one address on one event loop.
     *
     * @param maxConnections connections open or being opened, at least 1; more calls wait
     * @param maxIdle connections kept for later; 0 makes every request say {@code close}
     * @param maxWaiting calls that may wait for a connection; one more is {@code OVERLOADED}
     * @param waitTimeout how long a call waits before it is {@code OVERLOADED}
     * @param idleTimeout how long an unused connection is kept when the origin names no time. Most
     *     servers close after 5 s or more: we must be first, or a request meets a closed door
     */
    public record Pooling(
            int maxConnections,
            int maxIdle,
            int maxWaiting,
            Duration waitTimeout,
            Duration idleTimeout) {
        /** Checks the ranges. */
        public Pooling {
            Check.argument(maxConnections >= 1, "maxConnections must be at least 1");
            Check.argument(maxIdle >= 0, "maxIdle must not be negative");
            Check.argument(maxWaiting >= 0, "maxWaiting must not be negative");
            Check.argument(waitTimeout.isPositive(), "waitTimeout must be positive");
            Check.argument(idleTimeout.isPositive(), "idleTimeout must be positive");
        }

        /** 256 connections, 32 of them idle for 4 s, 1024 calls waiting up to 10 s. */
        public static Pooling defaults() {
            return new Pooling(256, 32, 1024, Duration.ofSeconds(10), Duration.ofSeconds(4));
        }
    }

    /**
     * What a response may ask of us; more is {@code MALFORMED}.
     *
     * @param maxHeadBytes bytes of field lines in a head or in trailers
     * @param maxFields field lines in a head or in trailers
     * @param maxInterim interim responses before the final one
     */
    public record Limits(int maxHeadBytes, int maxFields, int maxInterim) {
        /** Checks the ranges. */
        public Limits {
            Check.argument(maxHeadBytes >= 256, "maxHeadBytes must be at least 256");
            Check.argument(maxFields >= 1, "maxFields must be at least 1");
            Check.argument(maxInterim >= 0, "maxInterim must not be negative");
        }

        /** 64 KiB in 256 lines, 16 interim responses. */
        public static Limits defaults() {
            return new Limits(64 * 1024, 256, 16);
        }
    }

    /**
     * When an address is avoided.
     *
     * @param firstPenalty how long an address is tried last after a failure; doubled for each
     *     further one
     * @param maxPenalty the longest time an address is tried last
     * @param probeInterval time between two requests for the health path of an address
     * @param probeWhileUsedWithin an address that was not called for so long is not asked any more
     */
    public record Health(
            Duration firstPenalty,
            Duration maxPenalty,
            Duration probeInterval,
            Duration probeWhileUsedWithin) {
        /** Checks the ranges. */
        public Health {
            Check.argument(firstPenalty.isPositive(), "firstPenalty must be positive");
            Check.argument(
                    maxPenalty.compareTo(firstPenalty) >= 0, "maxPenalty must not be the smaller");
            Check.argument(probeInterval.isPositive(), "probeInterval must be positive");
            Check.argument(
                    probeWhileUsedWithin.isPositive(), "probeWhileUsedWithin must be positive");
        }

        /** Last for 1 s to 30 s; asked every 5 s within a minute of use. */
        public static Health defaults() {
            return new Health(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60));
        }
    }
}

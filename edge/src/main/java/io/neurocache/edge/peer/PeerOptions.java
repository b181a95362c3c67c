package io.neurocache.edge.peer;

import io.neurocache.slab.Check;
import java.time.Duration;

/**
 * The limits of a {@link PeerPool}. Immutable: safe from any thread.
 *
 * @param limits how much there may be at once
 * @param times how long to wait for a peer
 * @param backOff how long a peer that failed is left alone
 */
public record PeerOptions(Limits limits, Times times, BackOff backOff) {
    /** The usual limits. */
    public static PeerOptions defaults() {
        return new PeerOptions(Limits.defaults(), Times.defaults(), BackOff.defaults());
    }

    /** The same with other limits. */
    public PeerOptions withLimits(Limits other) {
        return new PeerOptions(other, times, backOff);
    }

    /** The same with other waits. */
    public PeerOptions withTimes(Times other) {
        return new PeerOptions(limits, other, backOff);
    }

    /** The same with another back-off. */
    public PeerOptions withBackOff(BackOff other) {
        return new PeerOptions(limits, times, other);
    }

    /**
     * How much there may be at once. Every number counts for one event loop.
     *
     * @param maxStreams calls under way to one peer, at least 1; a peer may allow fewer
     * @param maxWaiting calls that may wait for a peer; one more is {@code OVERLOADED}
     * @param maxConnections peers connected or being connected, at least 1; an idle connection
     *     makes room for another peer, otherwise a call is {@code OVERLOADED}
     */
    public record Limits(int maxStreams, int maxWaiting, int maxConnections) {
        /** Checks the ranges. */
        public Limits {
            Check.argument(maxStreams >= 1, "maxStreams must be at least 1");
            Check.argument(maxWaiting >= 1, "maxWaiting must be at least 1");
            Check.argument(maxConnections >= 1, "maxConnections must be at least 1");
        }

        /** 100 streams, 1024 calls waiting, 64 peers. */
        public static Limits defaults() {
            return new Limits(100, 1024, 64);
        }
    }

    /**
     * How long to wait for a peer.
     *
     * @param connect for a connection, name and handshake included. Short: a peer on the same
     *     network that does not answer at once is to be skipped
     * @param waiting for a place among the calls under way
     * @param head for the head of a response
     * @param stall for another byte of a body
     * @param silence for any packet while a call is under way; a peer that does not even
     *     acknowledge is taken for dead
     * @param idle how long an unused connection is kept
     */
    public record Times(
            Duration connect,
            Duration waiting,
            Duration head,
            Duration stall,
            Duration silence,
            Duration idle) {
        /** Checks the ranges. */
        public Times {
            Check.argument(connect.isPositive(), "connect must be positive");
            Check.argument(waiting.isPositive(), "waiting must be positive");
            Check.argument(head.isPositive(), "head must be positive");
            Check.argument(stall.isPositive(), "stall must be positive");
            Check.argument(silence.isPositive(), "silence must be positive");
            Check.argument(idle.isPositive(), "idle must be positive");
        }

        /**
         * 1 s to connect, 1 s for a place, 60 s to the head and 30 s a stall, as the peer may have
         * to wait for an origin, 1 s mute, 50 s idle.
         */
        public static Times defaults() {
            return new Times(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(50));
        }
    }

    /**
     * How long a peer that could not be connected is left alone; a call fails at once meanwhile.
     *
     * @param first after a failure; doubled for each further one
     * @param max the longest time
     */
    public record BackOff(Duration first, Duration max) {
        /** Checks the ranges. */
        public BackOff {
            Check.argument(first.isPositive(), "first must be positive");
            Check.argument(max.compareTo(first) >= 0, "max must not be the smaller");
        }

        /** 500 ms to 15 s. */
        public static BackOff defaults() {
            return new BackOff(Duration.ofMillis(500), Duration.ofSeconds(15));
        }
    }
}

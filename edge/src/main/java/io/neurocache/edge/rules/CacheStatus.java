package io.neurocache.edge.rules;

import org.jspecify.annotations.Nullable;

/**
 * Says in a response how this cache handled it (RFC 9211). Immutable: safe from any thread.
 *
 * <p>A hit is written without allocation into what the caller gives.
 */
public sealed interface CacheStatus {

    /** The field's name. */
    String NAME = "Cache-Status";

    /**
     * Served from the cache.
     *
     * @param ttlSeconds freshness left; negative means stale
     * @param detail a word of our own, or empty
     */
    record Hit(long ttlSeconds, String detail) implements CacheStatus {
        /** A hit that there is nothing more to say about. */
        public Hit(long ttlSeconds) {
            this(ttlSeconds, "");
        }
    }

    /**
     * Forwarded towards the origin.
     *
     * @param status what the origin answered, or {@link #NO_STATUS}
     * @param ttlSeconds freshness left, or {@link #NO_TTL}
     * @param storing whether the answer was stored
     * @param collapsing whether another request's answer was used
     * @param detail a word of our own, or empty
     */
    record Forwarded(
            Reason reason,
            int status,
            long ttlSeconds,
            Storing storing,
            Collapsing collapsing,
            String detail)
            implements CacheStatus {

        /** Returns a plain one: no status, not stored, not collapsed. */
        public static Forwarded of(Reason reason) {
            return new Forwarded(
                    reason, NO_STATUS, NO_TTL, Storing.NOT_STORED, Collapsing.ALONE, "");
        }
    }

    /** The most that {@link #writeHit} writes. */
    int MAX_HIT_BYTES = CacheStatusText.MAX_HIT_BYTES;

    /** The origin gave no status. */
    int NO_STATUS = 0;

    /** There is no freshness to speak of. */
    long NO_TTL = Long.MIN_VALUE;

    /** Why a request was forwarded (§2.2). */
    enum Reason {
        /** Configured not to handle it. */
        BYPASS("bypass"),
        /** The method's semantics require it. */
        METHOD("method"),
        /** Nothing stored under the key. */
        URI_MISS("uri-miss"),
        /** Something stored, but for other request fields. */
        VARY_MISS("vary-miss"),
        /** Nothing usable, for whatever reason. */
        MISS("miss"),
        /** The request's directives forbid what is stored. */
        REQUEST("request"),
        /** What is stored is stale. */
        STALE("stale"),
        /** Only a part is stored. */
        PARTIAL("partial");

        private final String token;

        Reason(String token) {
            this.token = token;
        }

        /** Returns the value of the fwd parameter. */
        public String token() {
            return token;
        }
    }

    /** Whether the answer was stored (§2.5). */
    enum Storing {
        /** It was. */
        STORED,
        /** It was not. */
        NOT_STORED
    }

    /** Whether the request shared another one's answer (§2.6). */
    enum Collapsing {
        /** It did. */
        COLLAPSED,
        /** It went its own way. */
        ALONE
    }

    /** Appends this member to the text. */
    default void appendTo(StringBuilder text) {
        switch (this) {
            case Hit(long ttlSeconds, String detail) -> {
                appendHit(text, ttlSeconds);
                CacheStatusText.appendDetail(text, detail);
            }
            case Forwarded forwarded -> CacheStatusText.append(text, forwarded);
        }
    }

    /** Appends {@code NeuroCache; hit; ttl=…}. */
    static void appendHit(StringBuilder text, long ttlSeconds) {
        text.append(CacheStatusText.HIT).append(ttlSeconds);
    }

    /**
     * Writes {@code NeuroCache; hit; ttl=…} and returns the index after it.
     *
     * @param target has at least {@link #MAX_HIT_BYTES} bytes from the index on
     */
    static int writeHit(byte[] target, int at, long ttlSeconds) {
        return CacheStatusText.writeHit(target, at, ttlSeconds);
    }

    /**
     * Returns the whole field: what caches nearer to the origin said, then this one (§2).
     *
     * @param upstream the field as received, or null
     */
    default String after(@Nullable String upstream) {
        StringBuilder text = new StringBuilder(96);
        if (upstream != null && !Tokens.trim(upstream).isEmpty()) {
            text.append(upstream).append(", ");
        }
        appendTo(text);
        return text.toString();
    }
}

package io.neurocache.edge.rules;

/**
 * What the operator decides about storing, where RFC 9111 leaves a choice. Immutable: safe from any
 * thread.
 *
 * @param defaultTtlSeconds lifetime of a response that says nothing itself, 0 for none
 * @param heuristic whether a lifetime is guessed from Last-Modified (RFC 9111 §4.2.2)
 * @param setCookie what happens to a response with Set-Cookie
 * @param sharedMaxAge what s-maxage means for stale responses
 */
public record StorePolicy(
        long defaultTtlSeconds,
        Heuristic heuristic,
        SetCookie setCookie,
        SharedMaxAge sharedMaxAge) {

    /** Guessing on, no default lifetime, cookies stored where the origin says how long. */
    public static final StorePolicy DEFAULT =
            new StorePolicy(
                    0, Heuristic.LAST_MODIFIED, SetCookie.STORE_WHEN_EXPLICIT, SharedMaxAge.STRICT);

    /** Rejects a negative lifetime. */
    public StorePolicy {
        if (defaultTtlSeconds < 0) {
            throw new IllegalArgumentException("default lifetime must not be negative");
        }
    }

    /** Whether to guess a lifetime where the origin gives none. */
    public enum Heuristic {
        /** Never guess. */
        OFF,
        /** A tenth of the time since the last change, at most a day. */
        LAST_MODIFIED
    }

    /** What to do with a response that sets a cookie. */
    public enum SetCookie {
        /**
         * Store it with its cookie when the origin gave a lifetime itself, never on a guess: the
         * cookie of one visitor must not reach another by our initiative.
         */
        STORE_WHEN_EXPLICIT,
        /** Store the response without its Set-Cookie lines. */
        STRIP,
        /** Do not store. */
        REFUSE
    }

    /** How s-maxage and the directives of RFC 5861 go together. */
    public enum SharedMaxAge {
        /** RFC 9111 §4.2.4 to the letter: with s-maxage nothing stale is ever served. */
        STRICT,
        /**
         * An explicit stale-while-revalidate or stale-if-error in the same response is honoured;
         * many sites write {@code s-maxage=60, stale-while-revalidate=300} and mean it.
         */
        YIELDS_TO_STALE_DIRECTIVES
    }
}

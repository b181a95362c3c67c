package io.neurocache.edge;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One rule of origins.yaml: which keys go to which origins, and how these are talked to.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param pattern what keys it takes: the path without its leading slash and without its query for a
 *     proxied request, the {@code {key}} of {@code /cache/{key}} otherwise
 * @param host the only Host the rule applies to, in lower case and without a port; empty for any
 * @param origins at least one, at most {@link #MAX_ORIGINS}
 * @param healthPath the path that tells whether an origin is well, starting with a slash; empty for
 *     no active check
 * @param defaultTtl the freshness lifetime of an answer that states none; 0 leaves it to the
 *     heuristic of RFC 9111 §4.2.2. At most {@link #MAX_TTL}
 * @param staleIfError how long after it went stale an answer may still be served when no origin
 *     answers as it should (RFC 5861 §4), where the answer does not say it itself. At most {@link
 *     #MAX_TTL}
 * @param staleIfUnreachable the same while no origin answers at all (RFC 9111 §4.2.4); the longer
 *     of both counts then. At most {@link #MAX_TTL}
 * @param whenCutOff what becomes of stored answers while nothing is leased
 * @param staleWhenCutOff how long after the lease was lost {@link WhenCutOff#SERVE_STALE} serves
 *     them. At most {@link #MAX_STALE_WHEN_CUT_OFF}
 * @param connectTimeout the longest wait for a connection, 1 ms to {@link #MAX_TIMEOUT}
 * @param responseTimeout the longest wait for the head of an answer, and for each following part of
 *     its body, 1 ms to {@link #MAX_TIMEOUT}
 */
public record Route(
        Glob pattern,
        String host,
        List<OriginAddress> origins,
        String healthPath,
        Duration defaultTtl,
        Duration staleIfError,
        Duration staleIfUnreachable,
        WhenCutOff whenCutOff,
        Duration staleWhenCutOff,
        Duration connectTimeout,
        Duration responseTimeout) {
    /** The most origins of one route. */
    public static final int MAX_ORIGINS = 32;

    /** The longest default-ttl, stale-if-error and stale-if-unreachable. */
    public static final Duration MAX_TTL = Duration.ofDays(365);

    /** The longest connect-timeout and response-timeout. */
    public static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    /** The stale-if-unreachable of a route that states none. */
    public static final Duration DEFAULT_STALE_IF_UNREACHABLE = Duration.ofDays(1);

    /** The longest stale-when-cut-off. */
    public static final Duration MAX_STALE_WHEN_CUT_OFF = Duration.ofDays(1);

    /** The stale-when-cut-off of a route that states none. */
    public static final Duration DEFAULT_STALE_WHEN_CUT_OFF = Duration.ofSeconds(30);

    /** The connect-timeout of a route that states none. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** The response-timeout of a route that states none. */
    public static final Duration DEFAULT_RESPONSE_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);

    public Route {
        host = host.toLowerCase(Locale.ROOT);
        origins = List.copyOf(origins);
        require(host.isEmpty() ? null : HostPort.hostFault(host));
        require(originsFault(origins));
        require(healthPathFault(healthPath));
        require(rangeFault("default-ttl", defaultTtl, Duration.ZERO, MAX_TTL));
        require(rangeFault("stale-if-error", staleIfError, Duration.ZERO, MAX_TTL));
        require(rangeFault("stale-if-unreachable", staleIfUnreachable, Duration.ZERO, MAX_TTL));
        require(
                rangeFault(
                        "stale-when-cut-off",
                        staleWhenCutOff,
                        Duration.ZERO,
                        MAX_STALE_WHEN_CUT_OFF));
        require(rangeFault("connect-timeout", connectTimeout, MIN_TIMEOUT, MAX_TIMEOUT));
        require(rangeFault("response-timeout", responseTimeout, MIN_TIMEOUT, MAX_TIMEOUT));
    }

    /**
     * What becomes of stored answers while the edge has no lease from its cluster, and so cannot
     * know whether they were purged.
     */
    public enum WhenCutOff {
        /** The origin is asked before they are served. */
        REVALIDATE("revalidate"),
        /** Requests for them are answered 503. */
        FAIL("fail"),
        /** They are served for a bounded time, and the answer says so. */
        SERVE_STALE("serve-stale");

        private final String text;

        WhenCutOff(String text) {
            this.text = text;
        }

        /** The word in origins.yaml. */
        public String text() {
            return text;
        }

        /**
         * Reads the word in origins.yaml.
         *
         * @throws IllegalArgumentException naming the words there are
         */
        public static WhenCutOff parse(String word) {
            for (WhenCutOff each : values()) {
                if (each.text.equals(word)) {
                    return each;
                }
            }
            throw new IllegalArgumentException("must be revalidate, fail or serve-stale");
        }
    }

    /** Makes a route for any host with every setting at its default. */
    public static Route of(Glob pattern, List<OriginAddress> origins) {
        return new Route(
                pattern,
                "",
                origins,
                "",
                Duration.ZERO,
                Duration.ZERO,
                DEFAULT_STALE_IF_UNREACHABLE,
                WhenCutOff.REVALIDATE,
                DEFAULT_STALE_WHEN_CUT_OFF,
                DEFAULT_CONNECT_TIMEOUT,
                DEFAULT_RESPONSE_TIMEOUT);
    }

    /**
     * Whether the route takes this request.
     *
     * @param requestHost the value of the Host header, with or without a port; empty if there is
     *     none
     */
    boolean matches(CharSequence requestHost, CharSequence key) {
        return matchesHost(requestHost) && pattern.matches(key);
    }

    private boolean matchesHost(CharSequence requestHost) {
        if (host.isEmpty()) {
            return true;
        }
        boolean bracketed = requestHost.length() > 0 && requestHost.charAt(0) == '[';
        int start = bracketed ? 1 : 0;
        int end = start;
        char stop = bracketed ? ']' : ':';
        while (end < requestHost.length() && requestHost.charAt(end) != stop) {
            end++;
        }
        // A name may carry the root's dot: "example.com." is example.com.
        if (end > start && requestHost.charAt(end - 1) == '.') {
            end--;
        }
        if (end - start != host.length()) {
            return false;
        }
        for (int index = 0; index < host.length(); index++) {
            char c = requestHost.charAt(start + index);
            char lower = c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
            if (lower != host.charAt(index)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String originsFault(List<OriginAddress> origins) {
        return origins.isEmpty() || origins.size() > MAX_ORIGINS
                ? "a route has 1 to " + MAX_ORIGINS + " origins"
                : null;
    }

    private static @Nullable String healthPathFault(String path) {
        if (path.isEmpty()) {
            return null;
        }
        boolean visible = path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
        return path.charAt(0) == '/' && visible
                ? null
                : "health must be a path such as /ping, of visible ASCII characters";
    }

    private static @Nullable String rangeFault(
            String name, Duration value, Duration min, Duration max) {
        return value.compareTo(min) < 0 || value.compareTo(max) > 0
                ? name + " is outside " + min.toMillis() + " ms to " + max.toMillis() + " ms"
                : null;
    }

    private static void require(@Nullable String fault) {
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
    }
}

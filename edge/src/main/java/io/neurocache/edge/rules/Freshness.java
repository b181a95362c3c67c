package io.neurocache.edge.rules;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * How long a stored response is fresh, and how long it may be served after that (RFC 9111 §4.2).
 * Computed once when the response is stored; with it a hit needs nothing but the time. Immutable:
 * safe from any thread.
 *
 * @param responseTimeMillis when the response's head arrived, milliseconds since the epoch
 * @param correctedInitialAgeMillis its age at that moment (§4.2.3)
 * @param freshnessLifetimeMillis the age from which on it is stale (§4.2.1)
 * @param staleWhileRevalidateSeconds how long after that it may be served while it is validated
 * @param staleIfErrorSeconds how long it may be served when the origin fails; {@link
 *     CacheControl#ABSENT} leaves that to {@link ReusePolicy}
 * @param alwaysValidate no-cache: never served without validation, fresh or not
 * @param staleForbidden the origin forbids to serve it stale, whoever asks for it
 * @param source where the lifetime comes from
 */
public record Freshness(
        long responseTimeMillis,
        long correctedInitialAgeMillis,
        long freshnessLifetimeMillis,
        long staleWhileRevalidateSeconds,
        long staleIfErrorSeconds,
        boolean alwaysValidate,
        boolean staleForbidden,
        Source source) {

    /** What {@link #writeTo} takes. */
    public static final int ENCODED_BYTES = 5 * Long.BYTES + 2;

    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final long HEURISTIC_DIVISOR = 10;
    private static final long MAX_HEURISTIC_MILLIS = 24L * 3600 * 1000;
    private static final int ALWAYS_VALIDATE_BIT = 1;
    private static final int STALE_FORBIDDEN_BIT = 2;

    /** Where a lifetime comes from. */
    public enum Source {
        /** The origin said it. */
        EXPLICIT('e'),
        /** A guess from Last-Modified. */
        HEURISTIC('h'),
        /** The route's default. */
        DEFAULT('d'),
        /** There is none: always stale. */
        NONE('n');

        private final char code;

        Source(char code) {
            this.code = code;
        }

        private static @Nullable Source of(int code) {
            return switch (code) {
                case 'e' -> EXPLICIT;
                case 'h' -> HEURISTIC;
                case 'd' -> DEFAULT;
                case 'n' -> NONE;
                default -> null;
            };
        }
    }

    /** Rejects negative ages and lifetimes. */
    public Freshness {
        if (correctedInitialAgeMillis < 0 || freshnessLifetimeMillis < 0) {
            throw new IllegalArgumentException("ages and lifetimes must not be negative");
        }
        if (staleWhileRevalidateSeconds < 0 || staleIfErrorSeconds < CacheControl.ABSENT) {
            throw new IllegalArgumentException("stale windows must not be negative");
        }
    }

    /** Computes the freshness of a response that has just been received. */
    public static Freshness of(ResponseHead response, Times times, StorePolicy policy) {
        return of(response, CacheControl.ofResponse(response.fields()), times, policy);
    }

    static Freshness of(
            ResponseHead response,
            CacheControl.Response directives,
            Times times,
            StorePolicy policy) {
        Fields fields = response.fields();
        long now = times.responseTimeMillis();
        long receivedDate = HttpDate.parse(fields, "Date", now);
        // RFC 9110 §6.6.1: a recipient with a clock takes its own time for a missing Date.
        long dateValue = receivedDate == HttpDate.INVALID ? wholeSecond(now) : receivedDate;
        Lifetime lifetime = lifetime(response, directives, dateValue, now, policy);
        boolean explicitlyForbidden =
                directives.mustRevalidate() || directives.proxyRevalidate() || directives.noCache();
        boolean shared = directives.sharedMaxAge() != CacheControl.ABSENT;
        boolean sharedForbids = shared && policy.sharedMaxAge() == StorePolicy.SharedMaxAge.STRICT;
        boolean windowsForbidden = explicitlyForbidden || sharedForbids;
        long ifError = directives.staleIfError();
        if (windowsForbidden || (shared && ifError == CacheControl.ABSENT)) {
            ifError = 0;
        }
        return new Freshness(
                now,
                correctedInitialAge(fields, dateValue, times),
                lifetime.millis(),
                windowsForbidden ? 0 : Math.max(directives.staleWhileRevalidate(), 0),
                ifError,
                directives.noCache(),
                explicitlyForbidden || shared,
                lifetime.source());
    }

    private record Lifetime(long millis, Source source) {
        static final Lifetime NONE = new Lifetime(0, Source.NONE);

        static Lifetime explicit(long millis) {
            return new Lifetime(Math.max(millis, 0), Source.EXPLICIT);
        }
    }

    /** §4.2.1: the first of s-maxage, max-age, Expires minus Date, and what we choose. */
    private static Lifetime lifetime(
            ResponseHead response,
            CacheControl.Response directives,
            long dateValue,
            long now,
            StorePolicy policy) {
        if (directives.sharedMaxAge() != CacheControl.ABSENT) {
            return Lifetime.explicit(directives.sharedMaxAge() * 1000);
        }
        if (directives.maxAge() != CacheControl.ABSENT) {
            return Lifetime.explicit(directives.maxAge() * 1000);
        }
        if (!directives.targeted() && response.fields().contains("Expires")) {
            // §5.3: an invalid date, "0" above all, is in the past.
            long expires = HttpDate.parse(response.fields(), "Expires", now);
            return Lifetime.explicit(expires == HttpDate.INVALID ? 0 : expires - dateValue);
        }
        if (!Statuses.isHeuristicallyCacheable(response.status()) && !directives.isPublic()) {
            return Lifetime.NONE;
        }
        return chosen(response, dateValue, now, policy);
    }

    private static Lifetime chosen(
            ResponseHead response, long dateValue, long now, StorePolicy policy) {
        if (policy.heuristic() == StorePolicy.Heuristic.LAST_MODIFIED) {
            long lastModified = HttpDate.parse(response.fields(), "Last-Modified", now);
            if (lastModified != HttpDate.INVALID) {
                long guess = Math.max(dateValue - lastModified, 0) / HEURISTIC_DIVISOR;
                return new Lifetime(Math.min(guess, MAX_HEURISTIC_MILLIS), Source.HEURISTIC);
            }
        }
        return policy.defaultTtlSeconds() == 0
                ? Lifetime.NONE
                : new Lifetime(policy.defaultTtlSeconds() * 1000, Source.DEFAULT);
    }

    /** §4.2.3, with the names used there. Date counts whole seconds, so apparent_age does too. */
    private static long correctedInitialAge(Fields fields, long dateValue, Times times) {
        long apparentAge = Math.max(0, wholeSecond(times.responseTimeMillis()) - dateValue);
        long responseDelay = times.responseTimeMillis() - times.requestTimeMillis();
        long correctedAgeValue = ageValue(fields) * 1000 + responseDelay;
        return Math.max(apparentAge, correctedAgeValue);
    }

    /** §5.1: the first value of the first line; anything but digits is ignored. */
    private static long ageValue(Fields fields) {
        String line = fields.first("Age");
        if (line == null) {
            return 0;
        }
        int comma = line.indexOf(',');
        String first = Tokens.trim(comma < 0 ? line : line.substring(0, comma));
        return Math.max(Tokens.digits(first, CacheControl.MAX_DELTA_SECONDS), 0);
    }

    private static long wholeSecond(long millis) {
        return Math.floorDiv(millis, 1000L) * 1000;
    }

    /** Returns the age at a moment: the initial one and the time spent here (§4.2.3). */
    public long currentAgeMillis(long nowMillis) {
        long residentTime = Math.max(0, nowMillis - responseTimeMillis);
        return correctedInitialAgeMillis + residentTime;
    }

    /** Returns the value of the Age field at a moment, 0..2^31. */
    public long currentAgeSeconds(long nowMillis) {
        return Math.min(currentAgeMillis(nowMillis) / 1000, CacheControl.MAX_DELTA_SECONDS);
    }

    /** Says whether the lifetime still exceeds the age (§4.2). */
    public boolean isFresh(long nowMillis) {
        return freshnessLifetimeMillis > currentAgeMillis(nowMillis);
    }

    /** Says whether a request without directives may be answered at once: the check of a hit. */
    public boolean isServable(long nowMillis) {
        return !alwaysValidate && isFresh(nowMillis);
    }

    /** Returns the freshness that is left, negative once stale: the ttl of RFC 9211 §2.4. */
    public long ttlSeconds(long nowMillis) {
        return Math.floorDiv(freshnessLifetimeMillis - currentAgeMillis(nowMillis), 1000L);
    }

    /** Returns how long the response has been stale, 0 while it is fresh, rounded up. */
    public long staleSeconds(long nowMillis) {
        return Math.max(0, -ttlSeconds(nowMillis));
    }

    /** Returns the same but stale from this moment on, as after a soft purge. */
    public Freshness staleFrom(long nowMillis) {
        return new Freshness(
                responseTimeMillis,
                correctedInitialAgeMillis,
                Math.min(freshnessLifetimeMillis, currentAgeMillis(nowMillis)),
                staleWhileRevalidateSeconds,
                staleIfErrorSeconds,
                alwaysValidate,
                staleForbidden,
                source);
    }

    /** Returns the same but to be validated before each use, and never served stale. */
    public Freshness doubted() {
        return new Freshness(
                responseTimeMillis,
                correctedInitialAgeMillis,
                freshnessLifetimeMillis,
                0,
                0,
                true,
                true,
                source);
    }

    /** Writes {@link #ENCODED_BYTES} bytes at the buffer's position, big-endian. */
    public void writeTo(ByteBuffer buffer) {
        int flags =
                (alwaysValidate ? ALWAYS_VALIDATE_BIT : 0)
                        | (staleForbidden ? STALE_FORBIDDEN_BIT : 0);
        buffer.putLong(responseTimeMillis)
                .putLong(correctedInitialAgeMillis)
                .putLong(freshnessLifetimeMillis)
                .putLong(staleWhileRevalidateSeconds)
                .putLong(staleIfErrorSeconds)
                .put((byte) flags)
                .put((byte) source.code);
    }

    /** Reads what {@link #writeTo} wrote at a place; null when the bytes cannot be that. */
    public static @Nullable Freshness readFrom(MemorySegment bytes, long at) {
        if (bytes.byteSize() - at < ENCODED_BYTES) {
            return null;
        }
        long responseTime = bytes.get(LONG, at);
        long initialAge = bytes.get(LONG, at + Long.BYTES);
        long lifetime = bytes.get(LONG, at + 2 * Long.BYTES);
        long whileRevalidate = bytes.get(LONG, at + 3 * Long.BYTES);
        long ifError = bytes.get(LONG, at + 4 * Long.BYTES);
        int flags = bytes.get(ValueLayout.JAVA_BYTE, at + 5 * Long.BYTES);
        Source source = Source.of(bytes.get(ValueLayout.JAVA_BYTE, at + 5 * Long.BYTES + 1));
        boolean valid =
                initialAge >= 0
                        && lifetime >= 0
                        && whileRevalidate >= 0
                        && ifError >= CacheControl.ABSENT
                        && (flags & ~(ALWAYS_VALIDATE_BIT | STALE_FORBIDDEN_BIT)) == 0;
        if (!valid || source == null) {
            return null;
        }
        return new Freshness(
                responseTime,
                initialAge,
                lifetime,
                whileRevalidate,
                ifError,
                (flags & ALWAYS_VALIDATE_BIT) != 0,
                (flags & STALE_FORBIDDEN_BIT) != 0,
                source);
    }
}

package io.neurocache.edge.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads cache directives (RFC 9111 §5.2, RFC 5861, RFC 9213). Stateless: safe from any thread;
 * nothing here throws on input.
 *
 * <p>Directives that are not known are ignored. Where a known one is malformed or contradicts
 * itself, the reading that caches less wins: an invalid lifetime is 0, of two lifetimes the shorter
 * one holds (§4.2.1).
 */
public final class CacheControl {

    /** Stands for a number that was not given. */
    public static final long ABSENT = -1;

    /** The largest delta-seconds that is kept; larger ones mean this one (RFC 9111 §1.2.2). */
    public static final long MAX_DELTA_SECONDS = 1L << 31;

    private static final String CACHE_CONTROL = "Cache-Control";
    private static final String CDN_CACHE_CONTROL = "CDN-Cache-Control";

    private CacheControl() {}

    /**
     * The directives of a request (§5.2.1). Seconds are {@link #ABSENT} or 0..2^31.
     *
     * @param maxStale {@link #MAX_DELTA_SECONDS} where the client takes any age
     * @param staleIfError RFC 5861 §4
     */
    public record Request(
            boolean noCache,
            boolean noStore,
            boolean onlyIfCached,
            long maxAge,
            long maxStale,
            long minFresh,
            long staleIfError) {

        /** A request without directives. */
        public static final Request NONE =
                new Request(false, false, false, ABSENT, ABSENT, ABSENT, ABSENT);
    }

    /**
     * The directives of a response (§5.2.2). Seconds are {@link #ABSENT} or 0..2^31.
     *
     * @param noCache no-cache without field names
     * @param noCacheFields the fields named by no-cache, which alone need validation
     * @param isPrivate private without field names
     * @param privateFields the fields named by private, which alone must not be stored
     * @param targeted the directives come from CDN-Cache-Control: Expires does not count
     */
    public record Response(
            boolean noStore,
            boolean noCache,
            List<String> noCacheFields,
            boolean isPrivate,
            List<String> privateFields,
            boolean isPublic,
            boolean mustRevalidate,
            boolean proxyRevalidate,
            boolean mustUnderstand,
            boolean immutable,
            long maxAge,
            long sharedMaxAge,
            long staleWhileRevalidate,
            long staleIfError,
            boolean targeted) {

        /** Copies the lists. */
        public Response {
            noCacheFields = List.copyOf(noCacheFields);
            privateFields = List.copyOf(privateFields);
        }
    }

    /** Reads a request's directives; without any, {@code Pragma: no-cache} counts (§5.4). */
    public static Request ofRequest(Fields fields) {
        if (!fields.contains(CACHE_CONTROL)) {
            boolean pragma =
                    fields.contains("Pragma")
                            && Tokens.list(fields, "Pragma").stream()
                                    .anyMatch("no-cache"::equalsIgnoreCase);
            return pragma
                    ? new Request(true, false, false, ABSENT, ABSENT, ABSENT, ABSENT)
                    : Request.NONE;
        }
        RequestReader reader = new RequestReader();
        for (String element : Tokens.list(fields, CACHE_CONTROL)) {
            reader.read(Directive.parse(element));
        }
        return reader.result();
    }

    /**
     * Reads the directives that hold for this cache: those of CDN-Cache-Control where it is present
     * and valid (RFC 9213 §2.2), else those of Cache-Control.
     */
    public static Response ofResponse(Fields fields) {
        String targeted = fields.combined(CDN_CACHE_CONTROL);
        if (targeted != null) {
            Response response = ofTargeted(targeted);
            if (response != null) {
                return response;
            }
        }
        ResponseReader reader = new ResponseReader();
        for (String element : Tokens.list(fields, CACHE_CONTROL)) {
            reader.read(Directive.parse(element));
        }
        return reader.result(false);
    }

    /**
     * Returns null when the field is empty, no dictionary, or has a known member of a wrong type.
     */
    private static @Nullable Response ofTargeted(String value) {
        Map<String, StructuredDictionary.Item> members = StructuredDictionary.parse(value);
        if (members == null || members.isEmpty()) {
            return null;
        }
        ResponseReader reader = new ResponseReader();
        for (Map.Entry<String, StructuredDictionary.Item> member : members.entrySet()) {
            if (!reader.readTargeted(member.getKey(), member.getValue())) {
                return null;
            }
        }
        return reader.result(true);
    }

    /**
     * One element of the list.
     *
     * @param name in lower case
     * @param argument empty when there is none
     * @param malformed something follows the name that is neither token nor quoted string
     */
    private record Directive(String name, String argument, boolean malformed) {

        static Directive parse(String element) {
            int end = Tokens.tokenEnd(element, 0);
            String name = Tokens.lower(element.substring(0, end));
            if (end == element.length()) {
                return new Directive(name, "", false);
            }
            if (element.charAt(end) != '=') {
                return new Directive(name, "", true);
            }
            String argument = element.substring(end + 1);
            String unquoted = Tokens.unquote(argument);
            if (unquoted != null) {
                return new Directive(name, unquoted, false);
            }
            return new Directive(name, argument, !Tokens.isToken(argument));
        }

        /** Returns the seconds of the argument, or what stands for an invalid one. */
        long seconds(long ifInvalid) {
            long seconds =
                    malformed ? Tokens.NOT_A_NUMBER : Tokens.digits(argument, MAX_DELTA_SECONDS);
            return seconds == Tokens.NOT_A_NUMBER ? ifInvalid : seconds;
        }
    }

    private static long shorter(long before, long next) {
        return before == ABSENT ? next : Math.min(before, next);
    }

    private static long longer(long before, long next) {
        return Math.max(before, next);
    }

    /** Collects a request's directives. Confined to one call. */
    private static final class RequestReader {
        private boolean noCache;
        private boolean noStore;
        private boolean onlyIfCached;
        private long maxAge = ABSENT;
        private long maxStale = ABSENT;
        private long minFresh = ABSENT;
        private long staleIfError = ABSENT;

        void read(Directive directive) {
            switch (directive.name()) {
                case "no-cache" -> noCache = true;
                case "no-store" -> noStore = true;
                case "only-if-cached" -> onlyIfCached = true;
                case "max-age" -> maxAge = shorter(maxAge, directive.seconds(0));
                case "min-fresh" ->
                        minFresh = longer(minFresh, directive.seconds(MAX_DELTA_SECONDS));
                case "max-stale" -> maxStale = shorter(maxStale, maxStale(directive));
                case "stale-if-error" -> staleIfError = shorter(staleIfError, directive.seconds(0));
                default -> {
                    // Extensions that are not known are ignored (§5.2.3).
                }
            }
        }

        private static long maxStale(Directive directive) {
            boolean any = directive.argument().isEmpty() && !directive.malformed();
            return any ? MAX_DELTA_SECONDS : directive.seconds(0);
        }

        Request result() {
            return new Request(
                    noCache, noStore, onlyIfCached, maxAge, maxStale, minFresh, staleIfError);
        }
    }

    /** Collects a response's directives. Confined to one call. */
    private static final class ResponseReader {
        private boolean noStore;
        private boolean noCache;
        private final List<String> noCacheFields = new ArrayList<>(0);
        private boolean isPrivate;
        private final List<String> privateFields = new ArrayList<>(0);
        private boolean isPublic;
        private boolean mustRevalidate;
        private boolean proxyRevalidate;
        private boolean mustUnderstand;
        private boolean immutable;
        private long maxAge = ABSENT;
        private long sharedMaxAge = ABSENT;
        private long staleWhileRevalidate = ABSENT;
        private long staleIfError = ABSENT;

        void read(Directive directive) {
            // What forbids holds even when malformed; what allows must be well-formed.
            switch (directive.name()) {
                case "no-store" -> noStore = true;
                case "no-cache" -> noCache |= !names(directive, noCacheFields);
                case "private" -> isPrivate |= !names(directive, privateFields);
                case "must-revalidate" -> mustRevalidate = true;
                case "proxy-revalidate" -> proxyRevalidate = true;
                case "public" -> isPublic |= !directive.malformed();
                case "must-understand" -> mustUnderstand |= !directive.malformed();
                case "immutable" -> immutable |= !directive.malformed();
                default -> readSeconds(directive.name(), directive.seconds(0));
            }
        }

        private void readSeconds(String name, long seconds) {
            switch (name) {
                case "max-age" -> maxAge = shorter(maxAge, seconds);
                case "s-maxage" -> sharedMaxAge = shorter(sharedMaxAge, seconds);
                case "stale-while-revalidate" ->
                        staleWhileRevalidate = shorter(staleWhileRevalidate, seconds);
                case "stale-if-error" -> staleIfError = shorter(staleIfError, seconds);
                default -> {
                    // Extensions that are not known are ignored (§5.2.3).
                }
            }
        }

        /** Adds the names of a qualified form; false when the form is not qualified. */
        private static boolean names(Directive directive, List<String> names) {
            if (directive.malformed()) {
                return false;
            }
            List<String> listed = Tokens.list(directive.argument());
            if (listed.isEmpty() || !listed.stream().allMatch(Tokens::isToken)) {
                return false;
            }
            names.addAll(listed);
            return true;
        }

        /** Takes a member of CDN-Cache-Control; false when its type is not the directive's. */
        boolean readTargeted(String name, StructuredDictionary.Item item) {
            return switch (name) {
                case "max-age", "s-maxage", "stale-while-revalidate", "stale-if-error" -> {
                    boolean valid = item instanceof StructuredDictionary.IntegerItem;
                    if (item instanceof StructuredDictionary.IntegerItem(long seconds)) {
                        readSeconds(name, Math.clamp(seconds, 0, MAX_DELTA_SECONDS));
                    }
                    yield valid;
                }
                case "no-store",
                        "must-revalidate",
                        "proxy-revalidate",
                        "public",
                        "must-understand",
                        "immutable" ->
                        readFlag(name, item);
                case "no-cache", "private" ->
                        switch (item) {
                            case StructuredDictionary.StringItem(String names) -> {
                                read(new Directive(name, names, false));
                                yield true;
                            }
                            case StructuredDictionary.TokenItem(String field) -> {
                                read(new Directive(name, field, false));
                                yield true;
                            }
                            default -> readFlag(name, item);
                        };
                default -> true;
            };
        }

        private boolean readFlag(String name, StructuredDictionary.Item item) {
            if (!(item instanceof StructuredDictionary.BooleanItem(boolean set))) {
                return false;
            }
            if (set) {
                read(new Directive(name, "", false));
            }
            return true;
        }

        Response result(boolean targeted) {
            return new Response(
                    noStore,
                    noCache,
                    noCacheFields,
                    isPrivate,
                    privateFields,
                    isPublic,
                    mustRevalidate,
                    proxyRevalidate,
                    mustUnderstand,
                    immutable,
                    maxAge,
                    sharedMaxAge,
                    staleWhileRevalidate,
                    staleIfError,
                    targeted);
        }
    }
}

package io.neurocache.edge.rules;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a shared cache may store a response, and what of it (RFC 9111 §3). Stateless:
 * safe from any thread.
 *
 * <p>The decision is made when the head has arrived, so that the content can be stored while it
 * streams; {@link #isComplete} has the last word when the content has ended (§3.3).
 */
public final class Storability {

    private Storability() {}

    /** What to do with a response. */
    public sealed interface Decision {}

    /**
     * Store it.
     *
     * @param head what to store: without the fields of §3.1, always with a Date
     * @param freshness to keep beside it
     */
    public record Store(ResponseHead head, Freshness freshness) implements Decision {}

    /** Forward it only, and leave what is stored as it is. */
    public record DoNotStore(Reason reason) implements Decision {}

    /** Why a response is not stored. */
    public enum Reason {
        /** The method's response is not reusable. */
        METHOD("method"),
        /** An interim response. */
        INTERIM("interim"),
        /** A 206. */
        PARTIAL("partial-content"),
        /** An answer to a precondition or range, true for this request only. */
        ONE_REQUEST("answers-one-request"),
        /** The request forbids it. */
        REQUEST_NO_STORE("request-no-store"),
        /** The response forbids it. */
        NO_STORE("no-store"),
        /** must-understand with a status that we do not know. */
        NOT_UNDERSTOOD("status-not-understood"),
        /** For one user only. */
        PRIVATE("private"),
        /** The request carried Authorization and the response does not say it may be shared. */
        AUTHORIZATION("authorization"),
        /** Vary: * never matches a later request, and too long a list hardly ever does. */
        VARY("vary"),
        /** No explicit lifetime, and the status may not be cached on a guess. */
        STATUS("status"),
        /** A cookie without explicit lifetime, or cookies are refused. */
        SET_COOKIE("set-cookie"),
        /** Neither lifetime nor validator: it could never be reused. */
        NOT_REUSABLE("no-freshness-no-validator");

        private final String detail;

        Reason(String detail) {
            this.detail = detail;
        }

        /** Returns a token for the detail parameter of Cache-Status. */
        public String detail() {
            return detail;
        }
    }

    /** Decides about a response whose head has arrived. */
    public static Decision decide(
            RequestHead request, ResponseHead response, Times times, StorePolicy policy) {
        CacheControl.Response directives = CacheControl.ofResponse(response.fields());
        Freshness freshness = Freshness.of(response, directives, times, policy);
        Reason byRequest = forbiddenByRequest(request, response, directives, freshness);
        if (byRequest != null) {
            return new DoNotStore(byRequest);
        }
        Reason byResponse = forbiddenByResponse(response, directives, freshness);
        if (byResponse != null) {
            return new DoNotStore(byResponse);
        }
        Fields toStore = fieldsToStore(response, directives, times, policy);
        boolean setsCookie = toStore.contains("Set-Cookie") || toStore.contains("Set-Cookie2");
        if (setsCookie && !mayStoreCookie(freshness, policy)) {
            return new DoNotStore(Reason.SET_COOKIE);
        }
        return new Store(response.withFields(toStore), freshness);
    }

    private static @Nullable Reason forbiddenByRequest(
            RequestHead request,
            ResponseHead response,
            CacheControl.Response directives,
            Freshness freshness) {
        boolean get = request.method().equals("GET");
        if (!get && !isReusablePost(request, response, freshness)) {
            return Reason.METHOD;
        }
        if (request.fields().contains("Range") && response.status() > Statuses.PARTIAL_CONTENT) {
            return Reason.ONE_REQUEST;
        }
        if (CacheControl.ofRequest(request.fields()).noStore()) {
            return Reason.REQUEST_NO_STORE;
        }
        boolean shareable =
                directives.isPublic()
                        || directives.mustRevalidate()
                        || directives.sharedMaxAge() != CacheControl.ABSENT;
        return request.fields().contains("Authorization") && !shareable
                ? Reason.AUTHORIZATION
                : null;
    }

    /** RFC 9110 §9.3.3: an explicit lifetime and a Content-Location that is the target itself. */
    private static boolean isReusablePost(
            RequestHead request, ResponseHead response, Freshness freshness) {
        String location = response.fields().first("Content-Location");
        return request.method().equals("POST")
                && response.status() == Statuses.OK
                && freshness.source() == Freshness.Source.EXPLICIT
                && location != null
                && request.target().equals(UriReference.sameOriginTarget(request, location));
    }

    private static @Nullable Reason forbiddenByResponse(
            ResponseHead response, CacheControl.Response directives, Freshness freshness) {
        int status = response.status();
        if (status < Statuses.OK) {
            return Reason.INTERIM;
        }
        if (status == Statuses.PARTIAL_CONTENT) {
            return Reason.PARTIAL;
        }
        if (Statuses.answersOneRequest(status)) {
            return Reason.ONE_REQUEST;
        }
        // §5.2.2.3: must-understand replaces no-store where the status is known.
        if (directives.mustUnderstand() && !Statuses.isUnderstood(status)) {
            return Reason.NOT_UNDERSTOOD;
        }
        if (directives.noStore() && !directives.mustUnderstand()) {
            return Reason.NO_STORE;
        }
        if (directives.isPrivate()) {
            return Reason.PRIVATE;
        }
        if (!VaryKey.isUsable(response.fields())) {
            return Reason.VARY;
        }
        return forbiddenByLifetime(response, directives, freshness);
    }

    private static @Nullable Reason forbiddenByLifetime(
            ResponseHead response, CacheControl.Response directives, Freshness freshness) {
        boolean cacheable =
                freshness.source() == Freshness.Source.EXPLICIT
                        || directives.isPublic()
                        || Statuses.isHeuristicallyCacheable(response.status());
        if (!cacheable) {
            return Reason.STATUS;
        }
        boolean everFresh = freshness.freshnessLifetimeMillis() > 0 && !freshness.alwaysValidate();
        return everFresh || hasValidator(response.fields()) ? null : Reason.NOT_REUSABLE;
    }

    private static boolean hasValidator(Fields fields) {
        return fields.contains("ETag") || fields.contains("Last-Modified");
    }

    private static boolean mayStoreCookie(Freshness freshness, StorePolicy policy) {
        return policy.setCookie() == StorePolicy.SetCookie.STORE_WHEN_EXPLICIT
                && freshness.source() == Freshness.Source.EXPLICIT
                && freshness.freshnessLifetimeMillis() > 0
                && !freshness.alwaysValidate();
    }

    /** §3.1, §5.2.2.4, §5.2.2.7; a Date is added where it lacks (RFC 9110 §6.6.1). */
    static Fields fieldsToStore(
            ResponseHead response,
            CacheControl.Response directives,
            Times times,
            StorePolicy policy) {
        Fields.Builder kept = HopByHop.endToEnd(response.fields()).toBuilder().remove("Age");
        directives.privateFields().forEach(kept::remove);
        directives.noCacheFields().forEach(kept::remove);
        if (policy.setCookie() == StorePolicy.SetCookie.STRIP) {
            kept.remove("Set-Cookie").remove("Set-Cookie2");
        }
        long now = times.responseTimeMillis();
        if (HttpDate.parse(response.fields(), "Date", now) == HttpDate.INVALID) {
            kept.set("Date", HttpDate.format(now));
        }
        return kept.build();
    }

    /**
     * Says whether content that has ended is whole (§3.3): as long as Content-Length says. Content
     * whose end the codec could not tell is the caller's to refuse.
     */
    public static boolean isComplete(ResponseHead response, long receivedBytes) {
        String declared = response.fields().first("Content-Length");
        if (declared == null || response.fields().contains("Transfer-Encoding")) {
            return true;
        }
        return Tokens.digits(Tokens.trim(declared), Long.MAX_VALUE) == receivedBytes;
    }
}

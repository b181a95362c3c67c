package io.neurocache.edge.rules;

import static io.neurocache.edge.rules.Messages.TIMES;
import static io.neurocache.edge.rules.Messages.date;
import static io.neurocache.edge.rules.Messages.get;
import static io.neurocache.edge.rules.Messages.ok;
import static io.neurocache.edge.rules.Messages.request;
import static io.neurocache.edge.rules.Messages.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.rules.Storability.DoNotStore;
import io.neurocache.edge.rules.Storability.Reason;
import io.neurocache.edge.rules.Storability.Store;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9111 §3: storing responses in caches")
class Rfc9111StoringTest {

    private static final String[] FRESH = {"Cache-Control", "max-age=60"};

    private static Storability.Decision decide(RequestHead request, ResponseHead response) {
        return Storability.decide(request, response, TIMES, StorePolicy.DEFAULT);
    }

    private static void refused(Reason reason, RequestHead request, ResponseHead response) {
        assertEquals(new DoNotStore(reason), decide(request, response));
    }

    private static Fields stored(RequestHead request, ResponseHead response) {
        return assertInstanceOf(Store.class, decide(request, response)).head().fields();
    }

    private static Fields stored(String... responseFields) {
        return stored(get(), ok(responseFields));
    }

    @ParameterizedTest
    @DisplayName("§3: the request method is understood by the cache")
    @ValueSource(strings = {"HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "M-SEARCH", "get"})
    void onlyGetIsStored(String method) {
        refused(Reason.METHOD, request(method), ok(FRESH));
    }

    @Test
    @DisplayName("RFC 9110 §9.3.3: POST with explicit freshness and its own Content-Location")
    void postIsStoredWhereItNamesItself() {
        RequestHead post = request("POST");
        stored(post, ok("Cache-Control", "max-age=9", "Content-Location", "/dir/page?q=1"));
        stored(post, ok("Cache-Control", "max-age=9", "Content-Location", "page?q=1"));
        refused(Reason.METHOD, post, ok("Cache-Control", "max-age=9", "Content-Location", "/x"));
        refused(Reason.METHOD, post, ok("Cache-Control", "max-age=9"));
        refused(Reason.METHOD, post, ok("Content-Location", "/dir/page?q=1", "ETag", "\"a\""));
    }

    @ParameterizedTest
    @DisplayName("§3: the response status code is final")
    @ValueSource(ints = {100, 102, 103})
    void interimResponsesAreNotStored(int status) {
        refused(Reason.INTERIM, get(), response(status, FRESH));
    }

    @Test
    @DisplayName("§3: 206 and 304 need a cache that combines them, which this one does not")
    void partialAndConditionalAnswersAreNotStored() {
        refused(Reason.PARTIAL, get("Range", "bytes=0-1"), response(206, FRESH));
        refused(Reason.ONE_REQUEST, get(), response(304, FRESH));
        refused(Reason.ONE_REQUEST, get(), response(412, FRESH));
        refused(Reason.ONE_REQUEST, get(), response(416, FRESH));
    }

    @Test
    @DisplayName("§3: a whole answer to a Range request is stored, another status is not")
    void rangeRequests() {
        stored(get("Range", "bytes=0-1"), ok(FRESH));
        refused(Reason.ONE_REQUEST, get("Range", "bytes=0-1"), response(404, FRESH));
    }

    @ParameterizedTest
    @DisplayName("§3: with explicit freshness any final status is stored")
    @ValueSource(
            ints = {
                200, 203, 204, 299, 301, 302, 303, 307, 308, 400, 404, 410, 499, 500, 502, 503, 504,
                599
            })
    void anyStatusWithExplicitFreshness(int status) {
        stored(get(), response(status, FRESH));
    }

    @ParameterizedTest
    @DisplayName("§3: without it, only heuristically cacheable ones")
    @ValueSource(ints = {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501})
    void heuristicStatuses(int status) {
        stored(get(), response(status, "Last-Modified", date(-86_400)));
    }

    @ParameterizedTest
    @DisplayName("§3: and no others")
    @ValueSource(ints = {201, 202, 302, 303, 307, 403, 502, 503, 504, 599})
    void otherStatusesNeedExplicitFreshness(int status) {
        refused(Reason.STATUS, get(), response(status, "Last-Modified", date(-86_400)));
    }

    @Test
    @DisplayName("§3: public makes any status cacheable on a guess")
    void publicAllowsAGuess() {
        stored(get(), response(599, "Last-Modified", date(-86_400), "Cache-Control", "public"));
    }

    @Test
    @DisplayName("§3: the no-store directive is not present in the response")
    void responseNoStore() {
        refused(Reason.NO_STORE, get(), ok("Cache-Control", "max-age=60, no-store"));
    }

    @Test
    @DisplayName("§5.2.1.5: nor in the request")
    void requestNoStore() {
        refused(Reason.REQUEST_NO_STORE, get("Cache-Control", "no-store"), ok(FRESH));
    }

    @Test
    @DisplayName("§5.2.2.3: must-understand replaces no-store where the status is understood")
    void mustUnderstand() {
        String[] both = {"Cache-Control", "max-age=3600, no-store, must-understand"};
        stored(get(), response(200, both));
        refused(Reason.NOT_UNDERSTOOD, get(), response(599, both));
        refused(
                Reason.NOT_UNDERSTOOD,
                get(),
                response(599, "Cache-Control", "max-age=1, must-understand"));
    }

    @Test
    @DisplayName("§3: a shared cache does not store private")
    void privateResponses() {
        refused(Reason.PRIVATE, get(), ok("Cache-Control", "private, max-age=3600"));
    }

    @Test
    @DisplayName("§3.5: Authorization needs public, must-revalidate or s-maxage")
    void authorization() {
        RequestHead authorized = get("Authorization", "FOO");
        refused(Reason.AUTHORIZATION, authorized, ok(FRESH));
        refused(
                Reason.AUTHORIZATION,
                authorized,
                ok("Cache-Control", "max-age=1, proxy-revalidate"));
        stored(authorized, ok("Cache-Control", "max-age=3600, public"));
        stored(authorized, ok("Cache-Control", "max-age=3600, must-revalidate"));
        stored(authorized, ok("Cache-Control", "s-maxage=3600"));
    }

    @ParameterizedTest
    @DisplayName("§4.1: a Vary with a member * never matches, so it is not stored")
    @ValueSource(strings = {"*", "*, *", ", *", "*, Foo", "Foo, *"})
    void varyStar(String vary) {
        refused(Reason.VARY, get(), ok("Cache-Control", "max-age=60", "Vary", vary));
        refused(Reason.VARY, get(), ok("Cache-Control", "max-age=60", "Vary", "", "Vary", vary));
    }

    @Test
    @DisplayName("§3: a response that could never be reused is not worth storing")
    void neitherFreshnessNorValidator() {
        refused(Reason.NOT_REUSABLE, get(), ok());
        refused(Reason.NOT_REUSABLE, get(), ok("Cache-Control", "max-age=0"));
        refused(Reason.NOT_REUSABLE, get(), ok("Cache-Control", "max-age=60, no-cache"));
        stored("Cache-Control", "no-cache", "ETag", "\"a\"");
        stored("Cache-Control", "max-age=0", "Last-Modified", date(-5));
        stored("ETag", "\"a\"");
    }

    @Test
    @DisplayName("§3.1: Connection and the fields it lists are not stored")
    void connectionFields() {
        Fields kept =
                stored(
                        "Connection",
                        "a, b",
                        "a",
                        "1",
                        "B",
                        "2",
                        "c",
                        "3",
                        "Cache-Control",
                        "max-age=9");
        assertFalse(kept.contains("a"));
        assertFalse(kept.contains("b"));
        assertFalse(kept.contains("Connection"));
        assertEquals("3", kept.first("c"));
    }

    @ParameterizedTest
    @DisplayName("§3.1: fields of the connection are not stored")
    @ValueSource(
            strings = {
                "Keep-Alive",
                "Proxy-Connection",
                "Proxy-Authenticate",
                "Proxy-Authentication-Info",
                "Proxy-Authorization",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "Age"
            })
    void hopByHopFields(String name) {
        assertFalse(stored(name, "x", "Cache-Control", "max-age=9").contains(name));
    }

    @ParameterizedTest
    @DisplayName("§3.1: all other fields are stored, known or not")
    @ValueSource(
            strings = {
                "Test-Header",
                "X-Content-Foo",
                "Content-Encoding",
                "Content-Length",
                "Content-Location",
                "Content-MD5",
                "Content-Range",
                "Content-Security-Policy",
                "Content-Type",
                "Clear-Site-Data",
                "ETag",
                "Expires",
                "Public-Key-Pins",
                "Set-Cookie",
                "Set-Cookie2",
                "X-Frame-Options"
            })
    void endToEndFields(String name) {
        assertEquals("a=b", stored(name, "a=b", "Cache-Control", "max-age=9").first(name));
    }

    @Test
    @DisplayName("RFC 9213 §3.1: CDN-Cache-Control is kept for the caches behind this one")
    void targetedFieldIsStored() {
        assertEquals(
                "max-age=9", stored("CDN-Cache-Control", "max-age=9").first("CDN-Cache-Control"));
    }

    @Test
    @DisplayName("§5.2.2.4, §5.2.2.7: fields named by no-cache or private are not stored")
    void qualifiedFields() {
        Fields kept =
                stored(
                        "Cache-Control",
                        "no-cache=\"a, b\", private=\"c\"",
                        "A",
                        "1",
                        "b",
                        "2",
                        "c",
                        "3",
                        "d",
                        "4",
                        "Cache-Control",
                        "max-age=3600");
        assertEquals("4", kept.first("d"));
        assertFalse(kept.contains("a") || kept.contains("b") || kept.contains("c"));
    }

    @Test
    @DisplayName("RFC 9110 §6.6.1: a missing or invalid Date becomes the time of receipt")
    void dateIsAddedWhereItLacks() {
        assertEquals(date(0), stored(FRESH).first("Date"));
        assertEquals(date(0), stored("Date", "foo", "Cache-Control", "max-age=9").first("Date"));
        assertEquals(
                date(-7), stored("Date", date(-7), "Cache-Control", "max-age=9").first("Date"));
    }

    @Test
    @DisplayName("§7.3: Set-Cookie does not inhibit caching, unless the lifetime is our guess")
    void setCookie() {
        String[] guessed = {"Set-Cookie", "a=b", "Last-Modified", date(-86_400)};
        refused(Reason.SET_COOKIE, get(), ok(guessed));
        refused(
                Reason.SET_COOKIE,
                get(),
                ok("Set-Cookie", "a=b", "ETag", "\"x\"", "Cache-Control", "no-cache"));
        refused(
                Reason.SET_COOKIE,
                get(),
                ok("Set-Cookie", "a=b", "ETag", "\"x\"", "Cache-Control", "max-age=0"));
        stored("Set-Cookie", "a=b", "Cache-Control", "max-age=9, no-cache=\"set-cookie\"");
    }

    @Test
    void setCookieIsStrippedOrRefusedByPolicy() {
        ResponseHead cookie = ok("Set-Cookie", "a=b", "Cache-Control", "max-age=9");
        Storability.Decision stripped =
                Storability.decide(get(), cookie, TIMES, policy(StorePolicy.SetCookie.STRIP));
        Fields kept = assertInstanceOf(Store.class, stripped).head().fields();
        assertFalse(kept.contains("Set-Cookie"));
        assertEquals(
                new DoNotStore(Reason.SET_COOKIE),
                Storability.decide(get(), cookie, TIMES, policy(StorePolicy.SetCookie.REFUSE)));
    }

    private static StorePolicy policy(StorePolicy.SetCookie setCookie) {
        return new StorePolicy(
                0, StorePolicy.Heuristic.OFF, setCookie, StorePolicy.SharedMaxAge.STRICT);
    }

    @Test
    @DisplayName("§3.3: content shorter or longer than Content-Length is incomplete")
    void incompleteContent() {
        assertTrue(Storability.isComplete(ok("Content-Length", "10"), 10));
        assertFalse(Storability.isComplete(ok("Content-Length", "10"), 9));
        assertFalse(Storability.isComplete(ok("Content-Length", "10"), 11));
        assertTrue(Storability.isComplete(ok(), 9));
    }

    @Test
    void eachReasonHasItsOwnToken() {
        assertEquals(
                Reason.values().length,
                Arrays.stream(Reason.values()).map(Reason::detail).distinct().count());
    }
}

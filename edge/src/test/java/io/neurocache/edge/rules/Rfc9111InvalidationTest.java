package io.neurocache.edge.rules;

import static io.neurocache.edge.rules.Messages.get;
import static io.neurocache.edge.rules.Messages.request;
import static io.neurocache.edge.rules.Messages.response;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9111 §4.4: invalidating stored responses")
class Rfc9111InvalidationTest {

    private static final String OWN = "/dir/page?q=1";

    @ParameterizedTest
    @DisplayName("§4.4: a non-error response to an unsafe method, known or not, invalidates")
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "M-SEARCH", "get"})
    void unsafeMethods(String method) {
        assertEquals(List.of(OWN), Invalidation.targets(request(method), response(200)));
        assertEquals(List.of(OWN), Invalidation.targets(request(method), response(303)));
    }

    @ParameterizedTest
    @DisplayName("§4.4: an error response does not")
    @ValueSource(ints = {100, 400, 404, 500, 503})
    void errorResponses(int status) {
        assertEquals(List.of(), Invalidation.targets(request("POST"), response(status)));
    }

    @ParameterizedTest
    @DisplayName("RFC 9110 §9.2.1: safe methods do not")
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE"})
    void safeMethods(String method) {
        assertEquals(
                List.of(), Invalidation.targets(request(method), response(200, "Location", "/x")));
    }

    @Test
    @DisplayName("§4.4: Location and Content-Location too")
    void locations() {
        assertEquals(
                List.of(OWN, "/dir/a", "/b"),
                Invalidation.targets(
                        request("POST"), response(201, "Location", "a", "Content-Location", "/b")));
        assertEquals(
                List.of(OWN),
                Invalidation.targets(
                        request("PUT"), response(200, "Location", "http://example.com" + OWN)));
    }

    @ParameterizedTest
    @DisplayName("§4.4: but only those of the same origin")
    @ValueSource(
            strings = {
                "http://other.example/x",
                "https://example.com/x",
                "//other.example/x",
                "http://example.com:81/x",
                "http://example.com.evil/x",
                "http://example.com@evil/x",
                "mailto:a@example.com",
                "http:relative"
            })
    void otherOrigins(String location) {
        assertEquals(
                List.of(OWN),
                Invalidation.targets(request("POST"), response(200, "Location", location)));
    }

    @ParameterizedTest
    @DisplayName("RFC 3986 §5: references are resolved against the target")
    @CsvSource({
        "x, /dir/x",
        "./x, /dir/x",
        "../x, /x",
        "../../../x, /x",
        "/a/./b/../c, /a/c",
        "/a/.., /",
        "/a/b/., /a/b/",
        "?z, /dir/page?z",
        "'', /dir/page?q=1",
        "#frag, /dir/page?q=1",
        "/x#frag, /x",
        "/x?y=/../z, /x?y=/../z",
        "http://EXAMPLE.com:80, /",
        "HTTP://example.com?q, /?q",
        "//example.com/x, /x",
        "a:b, ",
        "./a:b, /dir/a:b",
        "..a, /dir/..a",
        "' x ', /dir/x"
    })
    void resolution(String reference, String expected) {
        assertEquals(expected, UriReference.sameOriginTarget(get(), reference));
    }
}

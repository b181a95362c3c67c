package io.neurocache.edge.rules;

import static io.neurocache.edge.rules.Messages.NOW;
import static io.neurocache.edge.rules.Messages.date;
import static io.neurocache.edge.rules.Messages.get;
import static io.neurocache.edge.rules.Messages.ok;
import static io.neurocache.edge.rules.Messages.request;
import static io.neurocache.edge.rules.Messages.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.rules.Conditional.Outcome;
import io.neurocache.edge.rules.Conditional.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9110 §13: conditional requests")
class Rfc9110ConditionalTest {

    private static final ResponseHead STRONG = ok("ETag", "\"abc\"", "Last-Modified", date(-3000));

    private static Outcome atCache(RequestHead request, @Nullable ResponseHead selected) {
        return Conditional.evaluate(request, selected, Role.CACHE, NOW);
    }

    private static Outcome atOrigin(RequestHead request, @Nullable ResponseHead selected) {
        return Conditional.evaluate(request, selected, Role.ORIGIN, NOW);
    }

    @Test
    void withoutPreconditionsTheMethodIsPerformed() {
        assertEquals(Outcome.PROCEED, atCache(get(), STRONG));
        assertEquals(Outcome.PROCEED, atOrigin(request("PUT"), null));
    }

    @ParameterizedTest
    @DisplayName("§13.1.2: If-None-Match with a matching tag gives 304, anywhere in the list")
    @ValueSource(
            strings = {
                "\"abc\"",
                "W/\"abc\"",
                "*",
                "\"abc\", \"1\", \"2\"",
                "\"1\", \"abc\", \"2\"",
                "\"1\", \"2\" ,\"abc\"",
                "\"a,b\", \"abc\""
            })
    void matchingTags(String tags) {
        assertEquals(Outcome.NOT_MODIFIED, atCache(get("If-None-Match", tags), STRONG));
        assertEquals(Outcome.NOT_MODIFIED, atCache(request("HEAD", "If-None-Match", tags), STRONG));
    }

    @ParameterizedTest
    @DisplayName("§13.1.2: otherwise the method is performed")
    @ValueSource(
            strings = {"\"ab\"", "abc", "\"ABC\"", "", "\"a, \"abc\"\"", "w/\"abc\"", "*, \"x\""})
    void otherTags(String tags) {
        assertEquals(Outcome.PROCEED, atCache(get("If-None-Match", tags), STRONG));
    }

    @Test
    @DisplayName("§8.8.3: weak comparison, opaque bytes, no escapes")
    void tagComparison() {
        assertEquals(
                Outcome.NOT_MODIFIED,
                atCache(get("If-None-Match", "W/\"a\""), ok("ETag", "W/\"a\"")));
        assertEquals(
                Outcome.NOT_MODIFIED,
                atCache(get("If-None-Match", "\"\u00fc\""), ok("ETag", "\"\u00fc\"")));
        assertEquals(
                Outcome.NOT_MODIFIED,
                atCache(get("If-None-Match", "\"a\\\", \"b\""), ok("ETag", "\"b\"")));
        assertEquals(Outcome.NOT_MODIFIED, atCache(get("If-None-Match", "abc"), ok("ETag", "abc")));
        assertEquals(Outcome.PROCEED, atCache(get("If-None-Match", "\"a\""), ok()));
    }

    @Test
    @DisplayName("§13.1.2: tags in several lines form one list")
    void tagsInSeveralLines() {
        assertEquals(
                Outcome.NOT_MODIFIED,
                atCache(get("If-None-Match", "\"1\"", "If-None-Match", "\"abc\""), STRONG));
    }

    @Test
    @DisplayName("§13.1.2: for other methods than GET and HEAD a match gives 412")
    void matchingTagOnUnsafeMethod() {
        assertEquals(
                Outcome.PRECONDITION_FAILED,
                atOrigin(request("PUT", "If-None-Match", "*"), STRONG));
        assertEquals(Outcome.PROCEED, atOrigin(request("PUT", "If-None-Match", "*"), null));
    }

    @Test
    @DisplayName("§13.1.3: not modified since the date gives 304")
    void ifModifiedSince() {
        assertEquals(Outcome.NOT_MODIFIED, atCache(get("If-Modified-Since", date(-3000)), STRONG));
        assertEquals(Outcome.NOT_MODIFIED, atCache(get("If-Modified-Since", date(-2000)), STRONG));
        assertEquals(Outcome.PROCEED, atCache(get("If-Modified-Since", date(-3001)), STRONG));
    }

    @Test
    @DisplayName("RFC 9111 §4.3.2: without Last-Modified the Date is compared")
    void ifModifiedSinceFallsBackToDate() {
        ResponseHead dated = ok("Date", date(-10));
        assertEquals(Outcome.NOT_MODIFIED, atCache(get("If-Modified-Since", date(-5)), dated));
        assertEquals(Outcome.PROCEED, atCache(get("If-Modified-Since", date(-15)), dated));
        assertEquals(Outcome.PROCEED, atCache(get("If-Modified-Since", date(-15)), ok()));
    }

    @Test
    @DisplayName("§13.1.3: ignored when invalid, doubled, or not GET or HEAD")
    void ifModifiedSinceIgnored() {
        assertEquals(Outcome.PROCEED, atCache(get("If-Modified-Since", "yesterday"), STRONG));
        assertEquals(
                Outcome.PROCEED,
                atCache(get("If-Modified-Since", date(-1), "If-Modified-Since", date(-1)), STRONG));
        assertEquals(
                Outcome.PROCEED, atOrigin(request("POST", "If-Modified-Since", date(-1)), STRONG));
    }

    @Test
    @DisplayName("§13.1.3: ignored beside If-None-Match, whatever that says")
    void tagsTakePrecedence() {
        assertEquals(
                Outcome.NOT_MODIFIED,
                atCache(get("If-None-Match", "\"abc\"", "If-Modified-Since", date(-9999)), STRONG));
        assertEquals(
                Outcome.PROCEED,
                atCache(get("If-None-Match", "\"x\"", "If-Modified-Since", date(0)), STRONG));
    }

    @Test
    @DisplayName("§13.1.1: If-Match by strong comparison")
    void ifMatch() {
        assertEquals(Outcome.PROCEED, atOrigin(get("If-Match", "\"1\", \"abc\""), STRONG));
        assertEquals(Outcome.PROCEED, atOrigin(get("If-Match", "*"), STRONG));
        assertEquals(Outcome.PRECONDITION_FAILED, atOrigin(get("If-Match", "W/\"abc\""), STRONG));
        assertEquals(Outcome.PRECONDITION_FAILED, atOrigin(get("If-Match", "\"x\""), STRONG));
        assertEquals(Outcome.PRECONDITION_FAILED, atOrigin(get("If-Match", "\"x\""), ok()));
        assertEquals(Outcome.PRECONDITION_FAILED, atOrigin(request("PUT", "If-Match", "*"), null));
        assertEquals(
                Outcome.PRECONDITION_FAILED,
                atOrigin(get("If-Match", "W/\"w\""), ok("ETag", "W/\"w\"")));
    }

    @Test
    @DisplayName("§13.1.4: If-Unmodified-Since")
    void ifUnmodifiedSince() {
        assertEquals(Outcome.PROCEED, atOrigin(get("If-Unmodified-Since", date(-3000)), STRONG));
        assertEquals(
                Outcome.PRECONDITION_FAILED,
                atOrigin(get("If-Unmodified-Since", date(-3001)), STRONG));
        assertEquals(
                Outcome.PRECONDITION_FAILED,
                atOrigin(request("DELETE", "If-Unmodified-Since", date(0)), null));
        assertEquals(Outcome.PROCEED, atOrigin(get("If-Unmodified-Since", "x"), STRONG));
        assertEquals(Outcome.PROCEED, atOrigin(get("If-Unmodified-Since", date(0)), ok()));
    }

    @Test
    @DisplayName("§13.2.2: If-Match before If-Unmodified-Since, both before If-None-Match")
    void precedence() {
        assertEquals(
                Outcome.PROCEED,
                atOrigin(get("If-Match", "\"abc\"", "If-Unmodified-Since", date(-9999)), STRONG));
        assertEquals(
                Outcome.PRECONDITION_FAILED,
                atOrigin(get("If-Match", "\"x\"", "If-None-Match", "\"abc\""), STRONG));
        assertEquals(
                Outcome.NOT_MODIFIED,
                atOrigin(get("If-Match", "\"abc\"", "If-None-Match", "\"abc\""), STRONG));
    }

    @Test
    @DisplayName("§13.1.1: a cache leaves If-Match and If-Unmodified-Since to the origin")
    void cacheIgnoresOriginPreconditions() {
        assertEquals(
                Outcome.PROCEED,
                atCache(get("If-Match", "\"x\"", "If-Unmodified-Since", date(-9999)), STRONG));
    }

    @Test
    @DisplayName("§13.2.1: preconditions do not count where the answer is no success")
    void otherStatuses() {
        ResponseHead missing = response(404, "ETag", "\"abc\"");
        assertEquals(Outcome.PROCEED, atCache(get("If-None-Match", "\"abc\""), missing));
        assertEquals(Outcome.PROCEED, atOrigin(get("If-Match", "\"x\""), missing));
    }

    @Test
    @DisplayName("§13.1.5: If-Range with the strong tag of the representation")
    void ifRangeTag() {
        assertTrue(ifRange("\"abc\"", STRONG));
        assertFalse(ifRange("W/\"abc\"", STRONG));
        assertFalse(ifRange("\"x\"", STRONG));
        assertFalse(ifRange("W/\"w\"", ok("ETag", "W/\"w\"")));
        assertFalse(ifRange("\"abc\"", ok()));
        assertTrue(Conditional.rangeApplies(Fields.EMPTY, STRONG.fields(), NOW));
    }

    @Test
    @DisplayName("§13.1.5: If-Range with a date that is a strong validator")
    void ifRangeDate() {
        ResponseHead old = ok("Last-Modified", date(-60), "Date", date(0));
        assertTrue(ifRange(date(-60), old));
        assertFalse(ifRange(date(-59), old));
        assertFalse(ifRange(date(-61), old));
        assertFalse(ifRange("nonsense", old));
        assertFalse(ifRange(date(0), ok("Last-Modified", date(0), "Date", date(0))));
        assertFalse(ifRange(date(-60), ok("Last-Modified", date(-60))));
    }

    private static boolean ifRange(String value, ResponseHead selected) {
        return Conditional.rangeApplies(Fields.of("If-Range", value), selected.fields(), NOW);
    }

    @Test
    @DisplayName("RFC 9111 §4.3.1: validation with the stored validators")
    void validationRequest() {
        RequestHead client =
                get(
                        "Accept",
                        "text/html",
                        "If-None-Match",
                        "\"old\"",
                        "If-Modified-Since",
                        date(-9),
                        "If-Match",
                        "\"z\"",
                        "If-Unmodified-Since",
                        date(-9),
                        "If-Range",
                        "\"y\"",
                        "Range",
                        "bytes=0-1");
        Fields sent = Conditional.validationRequest(client, List.of(STRONG)).fields();
        assertEquals(
                Fields.of(
                        "Accept",
                        "text/html",
                        "If-None-Match",
                        "\"abc\"",
                        "If-Modified-Since",
                        date(-3000)),
                sent);
    }

    @Test
    @DisplayName("RFC 9111 §4.3.1: with several candidates, all their tags")
    void validationOfSeveral() {
        List<ResponseHead> candidates =
                List.of(ok("ETag", "\"2\"", "Last-Modified", date(0)), ok(), ok("ETag", "W/\"1\""));
        assertEquals(
                Fields.of("If-None-Match", "\"2\", W/\"1\""),
                Conditional.validationRequest(get(), candidates).fields());
    }

    @Test
    void aFillAsksForTheWholeRepresentation() {
        RequestHead client = get("Range", "bytes=0-1", "If-None-Match", "\"a\"", "A", "1");
        assertEquals(Fields.of("A", "1"), Conditional.fillRequest(client).fields());
        assertEquals(
                Fields.of("A", "1"), Conditional.validationRequest(client, List.of(ok())).fields());
    }

    @Test
    @DisplayName("§15.4.5: a 304 keeps Cache-Control, Content-Location, Date, ETag, Expires, Vary")
    void notModifiedFields() {
        Fields kept =
                Fields.of(
                        "Cache-Control",
                        "max-age=1",
                        "Content-Location",
                        "/x",
                        "Date",
                        date(0),
                        "ETag",
                        "\"abc\"",
                        "Expires",
                        date(1),
                        "Vary",
                        "A");
        Fields stored =
                kept.toBuilder()
                        .add("Content-Length", "3")
                        .add("Content-Type", "text/plain")
                        .add("Content-Encoding", "gzip")
                        .build();
        assertEquals(kept, Conditional.notModifiedFields(stored));
    }
}

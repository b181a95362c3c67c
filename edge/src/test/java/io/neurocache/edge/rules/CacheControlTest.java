package io.neurocache.edge.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheControlTest {

    private static CacheControl.Response response(String... values) {
        Fields.Builder fields = Fields.builder();
        for (String value : values) {
            fields.add("Cache-Control", value);
        }
        return CacheControl.ofResponse(fields.build());
    }

    private static CacheControl.Request request(String value) {
        return CacheControl.ofRequest(Fields.of("Cache-Control", value));
    }

    @Test
    @DisplayName("RFC 9111 §5.2: cache directives are identified by a token, case-insensitively")
    void namesAreCaseInsensitive() {
        assertTrue(response("No-StOrE").noStore());
        assertEquals(3600, response("MaX-aGe=3600").maxAge());
    }

    @ParameterizedTest
    @DisplayName("RFC 9111 §5.2: recipients ought to accept both token and quoted-string arguments")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "max-age=3600",
                "max-age=\"3600\"",
                "max-age=003600",
                "`foobar, max-age=3600`"
            })
    void argumentsInBothForms(String value) {
        assertEquals(3600, response(value).maxAge());
    }

    @ParameterizedTest
    @DisplayName("RFC 9111 §4.2.1: caches are encouraged to consider invalid freshness stale")
    @ValueSource(
            strings = {
                "max-age='3600'",
                "max-age=-3600",
                "max-age=3600.0",
                "max-age=a3600",
                "max-age=3600a",
                "max-age =3600",
                "max-age= 3600",
                "max-age=",
                "max-age",
                "max-age=\"",
                "max-age=3600 public"
            })
    void invalidLifetimesAreZero(String value) {
        assertEquals(0, response(value).maxAge());
    }

    @Test
    @DisplayName("RFC 9111 §1.2.2: an integer too large is the greatest one, or 2^31")
    void overflowIsClamped() {
        assertEquals(1L << 31, response("max-age=99999999999").maxAge());
        assertEquals(1L << 31, response("max-age=9999999999999999999999").maxAge());
        assertEquals((1L << 31) - 1, response("max-age=2147483647").maxAge());
    }

    @Test
    @DisplayName("RFC 9111 §4.2.1: with conflicting values the shorter one holds")
    void theShorterOfTwoLifetimesHolds() {
        assertEquals(1, response("max-age=1800, max-age=1").maxAge());
        assertEquals(1, response("max-age=1", "max-age=1800").maxAge());
        assertTrue(response("public, private").isPrivate());
    }

    @Test
    void directivesInsideQuotedStringsAreNone() {
        assertEquals(1, response("extension=\"max-age=3600\", max-age=1").maxAge());
        assertEquals(1, response("max-age=1, extension=\"max-age=3600\"").maxAge());
        assertFalse(response("extension=\"no-store\"").noStore());
    }

    @Test
    void anUnclosedQuoteHidesNoDirective() {
        assertTrue(response("extension=\"x, no-store").noStore());
    }

    @Test
    @DisplayName("RFC 9111 §5.2.2.4, §5.2.2.7: the qualified forms name fields")
    void qualifiedForms() {
        CacheControl.Response response = response("no-cache=\"a, B\"", "private=c, max-age=1");
        assertFalse(response.noCache());
        assertFalse(response.isPrivate());
        assertEquals(List.of("a", "B"), response.noCacheFields());
        assertEquals(List.of("c"), response.privateFields());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-cache",
                "no-cache=\"\"",
                "no-cache=\"a b\"",
                "no-cache=\"",
                "no-cache ="
            })
    void aQualifiedFormThatNamesNothingIsUnqualified(String value) {
        assertTrue(response(value).noCache());
    }

    @Test
    void allResponseDirectivesAreRead() {
        CacheControl.Response all =
                response(
                        "no-store, no-cache, private, public, must-revalidate, proxy-revalidate,"
                                + " must-understand, immutable, max-age=1, s-maxage=2,"
                                + " stale-while-revalidate=3, stale-if-error=4");
        assertEquals(
                new CacheControl.Response(
                        true, true, List.of(), true, List.of(), true, true, true, true, true, 1, 2,
                        3, 4, false),
                all);
    }

    @Test
    void whatAllowsMustBeWellFormedAndWhatForbidsNeedNot() {
        assertTrue(response("no-store foo").noStore());
        assertTrue(response("must-revalidate =1").mustRevalidate());
        assertFalse(response("public foo").isPublic());
        assertFalse(response("must-understand @").mustUnderstand());
    }

    @Test
    void allRequestDirectivesAreRead() {
        assertEquals(
                new CacheControl.Request(true, true, true, 1, 2, 3, 4),
                request(
                        "no-cache, no-store, only-if-cached, max-age=1, max-stale=2, min-fresh=3,"
                                + " stale-if-error=4"));
    }

    @Test
    @DisplayName("RFC 9111 §5.2.3: a cache must ignore unrecognized directives")
    void unknownDirectivesAreIgnored() {
        assertEquals(CacheControl.Request.NONE, request("nothing-to-see-here"));
    }

    @Test
    @DisplayName("RFC 9111 §5.2.1.2: max-stale without a value accepts any age")
    void maxStaleWithoutValue() {
        assertEquals(CacheControl.MAX_DELTA_SECONDS, request("max-stale").maxStale());
        assertEquals(0, request("max-stale=x").maxStale());
    }

    @Test
    void invalidRequestNumbersAskForMore() {
        assertEquals(0, request("max-age=x").maxAge());
        assertEquals(CacheControl.MAX_DELTA_SECONDS, request("min-fresh=x").minFresh());
    }

    @Test
    @DisplayName("RFC 9111 §5.4: Pragma: no-cache counts in a request without Cache-Control")
    void pragmaCountsAlone() {
        assertTrue(CacheControl.ofRequest(Fields.of("Pragma", "foo, No-Cache")).noCache());
        assertSame(CacheControl.Request.NONE, CacheControl.ofRequest(Fields.of("Pragma", "other")));
        assertFalse(
                CacheControl.ofRequest(Fields.of("Pragma", "no-cache", "Cache-Control", "x"))
                        .noCache());
        assertFalse(CacheControl.ofResponse(Fields.of("Pragma", "no-cache")).noCache());
    }
}

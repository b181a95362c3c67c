package io.neurocache.edge.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc9213Test {

    private static CacheControl.Response both(String targeted, String general) {
        return CacheControl.ofResponse(
                Fields.of("CDN-Cache-Control", targeted, "Cache-Control", general));
    }

    @Test
    @DisplayName("§2.2: a valid targeted field replaces Cache-Control")
    void targetedReplacesCacheControl() {
        CacheControl.Response response = both("max-age=10000", "no-store");
        assertTrue(response.targeted());
        assertEquals(10_000, response.maxAge());
        assertFalse(response.noStore());
    }

    @Test
    @DisplayName("§2.2: a valid targeted field replaces Expires")
    void targetedReplacesExpires() {
        Freshness without =
                Messages.freshness("CDN-Cache-Control", "foo", "Expires", Messages.date(600));
        assertEquals(0, without.freshnessLifetimeMillis());
        Freshness with = Messages.freshness("CDN-Cache-Control", "max-age=3600", "Expires", "0");
        assertEquals(3_600_000, with.freshnessLifetimeMillis());
    }

    @Test
    @DisplayName("§2.1: the directives mean what they mean in Cache-Control")
    void directivesKeepTheirMeaning() {
        assertTrue(both("private", "max-age=1").isPrivate());
        assertTrue(both("no-cache", "max-age=1").noCache());
        assertTrue(both("no-store", "max-age=1").noStore());
        assertEquals(7, both("s-maxage=7, public", "no-store").sharedMaxAge());
        assertEquals(List.of("a", "b"), both("no-cache=\"a, b\"", "").noCacheFields());
        assertEquals(List.of("a"), both("private=a", "").privateFields());
    }

    @Test
    @DisplayName("§2.1: unrecognized extension directives are ignored")
    void unknownMembersAreIgnored() {
        CacheControl.Response response =
                both("foobar, x=(1 2);p, y=:YQ==:, z=1.5, d=@1, s=%\"a%c3\", max-age=3600", "");
        assertEquals(3600, response.maxAge());
    }

    @ParameterizedTest
    @DisplayName("§2.2: a targeted field that is empty or fails to parse is ignored")
    @ValueSource(
            strings = {
                "",
                "max-age=10000, &&&&&",
                "max-age=\"10000\"",
                "max-age=10000.0",
                "max-age =100",
                "max-age= 100",
                "max-age=100,",
                "MaX-aGe=3600",
                "max-age",
                "max-age=1000000000000000",
                "no-store=1",
                "no-cache=1",
                "max-age=1 no-store",
                "a=\"",
                "a=(1",
                "a=?2",
                "a=:_:",
                "a=%\"%C3\""
            })
    void invalidFieldsAreIgnored(String targeted) {
        CacheControl.Response response = both(targeted, "max-age=5");
        assertFalse(response.targeted());
        assertEquals(5, response.maxAge());
    }

    @Test
    @DisplayName("RFC 9651 §3.2: of duplicate keys the last one counts")
    void theLastDuplicateCounts() {
        assertEquals(1, both("max-age=3600, max-age=1", "").maxAge());
        assertEquals(3600, both("max-age=1;x=2 ,\tmax-age=3600", "").maxAge());
    }

    @Test
    void largeNegativeAndFalseMembers() {
        assertEquals(CacheControl.MAX_DELTA_SECONDS, both("max-age=99999999999", "").maxAge());
        assertEquals(0, both("max-age=-5", "").maxAge());
        assertFalse(both("no-store=?0", "").noStore());
    }

    @Test
    void severalLinesFormOneDictionary() {
        Fields fields =
                Fields.of(
                        "CDN-Cache-Control", "max-age=60", "cdn-cache-control", "must-revalidate");
        assertEquals(60, CacheControl.ofResponse(fields).maxAge());
        assertTrue(CacheControl.ofResponse(fields).mustRevalidate());
    }
}

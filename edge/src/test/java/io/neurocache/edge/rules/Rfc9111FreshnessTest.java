package io.neurocache.edge.rules;

import static io.neurocache.edge.rules.Messages.NOW;
import static io.neurocache.edge.rules.Messages.TIMES;
import static io.neurocache.edge.rules.Messages.after;
import static io.neurocache.edge.rules.Messages.date;
import static io.neurocache.edge.rules.Messages.freshness;
import static io.neurocache.edge.rules.Messages.ok;
import static io.neurocache.edge.rules.Messages.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.rules.Freshness.Source;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9111 §4.2: freshness")
class Rfc9111FreshnessTest {

    private static long lifetimeSeconds(String... fields) {
        return freshness(fields).freshnessLifetimeMillis() / 1000;
    }

    @Test
    @DisplayName("§4.2.1: s-maxage before max-age before Expires")
    void lifetimePrecedence() {
        assertEquals(1, lifetimeSeconds("Cache-Control", "max-age=3600, s-maxage=1"));
        assertEquals(3600, lifetimeSeconds("Cache-Control", "s-maxage=3600, max-age=0"));
        assertEquals(9, lifetimeSeconds("Cache-Control", "max-age=9", "Expires", date(600)));
        assertEquals(0, lifetimeSeconds("Cache-Control", "max-age=0", "Expires", date(600)));
        assertEquals(9, lifetimeSeconds("Cache-Control", "max-age=9", "Expires", "0"));
    }

    @Test
    @DisplayName("§4.2.1: Expires minus Date")
    void expiresMinusDate() {
        assertEquals(30, lifetimeSeconds("Expires", date(30), "Date", date(0)));
        assertEquals(20, lifetimeSeconds("Expires", date(10), "Date", date(-10)));
        assertEquals(0, lifetimeSeconds("Expires", date(300), "Date", date(400)));
        assertEquals(0, lifetimeSeconds("Expires", date(0), "Date", date(0)));
    }

    @Test
    @DisplayName("RFC 9110 §6.6.1: without a valid Date the time of receipt counts")
    void expiresWithoutDate() {
        assertEquals(10, lifetimeSeconds("Expires", date(10), "Date", "foo"));
        assertEquals(10, lifetimeSeconds("Expires", date(10)));
    }

    @ParameterizedTest
    @DisplayName("§5.3: an invalid date is in the past")
    @ValueSource(strings = {"0", "", "Thu, 18 Aug 2050 02:01:18 UTC"})
    void invalidExpires(String expires) {
        Freshness stale = freshness("Expires", expires);
        assertFalse(stale.isFresh(NOW));
        assertEquals(Source.EXPLICIT, stale.source());
    }

    @Test
    @DisplayName("§5.3: far and old forms of Expires")
    void expiresForms() {
        assertTrue(freshness("Expires", "Sun, 21 Nov 2286 04:46:39 GMT").isFresh(NOW));
        assertTrue(freshness("Expires", "Thursday, 18-Aug-50 02:01:18 GMT").isFresh(NOW));
        assertTrue(freshness("Expires", "Thu Aug  8 02:01:18 2050").isFresh(NOW));
    }

    @Test
    @DisplayName("§4.2.2: a tenth of the time since the last change")
    void heuristicFreshness() {
        Freshness guessed = freshness("Last-Modified", date(-3600), "Date", date(0));
        assertEquals(360_000, guessed.freshnessLifetimeMillis());
        assertEquals(Source.HEURISTIC, guessed.source());
    }

    @Test
    void heuristicFreshnessIsAtMostADay() {
        assertEquals(86_400, lifetimeSeconds("Last-Modified", date(-1_000_000_000)));
        assertEquals(0, lifetimeSeconds("Last-Modified", date(500)));
    }

    @Test
    @DisplayName("§4.2.2: a cache must not use heuristics where there is explicit expiration")
    void noGuessBesideExplicitLifetime() {
        assertEquals(0, lifetimeSeconds("Last-Modified", date(-99_999), "Expires", date(-1)));
    }

    @Test
    void defaultTtlAppliesWhereNothingElseDoes() {
        StorePolicy tenMinutes =
                new StorePolicy(
                        600,
                        StorePolicy.Heuristic.OFF,
                        StorePolicy.SetCookie.REFUSE,
                        StorePolicy.SharedMaxAge.STRICT);
        Freshness byDefault = Freshness.of(ok("Last-Modified", date(-9_999)), TIMES, tenMinutes);
        assertEquals(600_000, byDefault.freshnessLifetimeMillis());
        assertEquals(Source.DEFAULT, byDefault.source());
        assertEquals(Source.NONE, Freshness.of(response(503), TIMES, tenMinutes).source());
    }

    @ParameterizedTest
    @DisplayName("§5.1: the first Age counts, anything but digits is ignored")
    @CsvSource({
        "abc, 0",
        "-7200, 0",
        "7200.0, 0",
        "7200;foo=bar, 0",
        "2147483647, 2147483647",
        "2147483648, 2147483648",
        "2147483649, 2147483648",
        "'7200, 0', 7200",
        "'0, 7200', 0",
        "'', 0"
    })
    void ageValue(String age, long seconds) {
        Freshness aged = freshness("Date", date(0), "Cache-Control", "max-age=3600", "Age", age);
        assertEquals(seconds, aged.currentAgeSeconds(NOW));
    }

    @Test
    @DisplayName("§5.1: of several Age lines the first counts")
    void severalAgeLines() {
        assertEquals(72, freshness("Age", "72", "Age", "0").currentAgeSeconds(NOW));
        assertEquals(0, freshness("Age", "0", "Age", "72").currentAgeSeconds(NOW));
    }

    @Test
    @DisplayName("§4.2.3: apparent_age = max(0, response_time - date_value)")
    void apparentAge() {
        assertEquals(7200, freshness("Date", date(-7200)).currentAgeSeconds(NOW));
        assertEquals(0, freshness("Date", date(60)).currentAgeSeconds(NOW));
    }

    @Test
    @DisplayName("§4.2.3: corrected_age_value = age_value + response_delay")
    void correctedAgeValue() {
        Times slow = new Times(NOW, NOW + 5_000);
        Freshness aged = Freshness.of(ok("Age", "10", "Date", date(0)), slow, StorePolicy.DEFAULT);
        assertEquals(15_000, aged.correctedInitialAgeMillis());
    }

    @Test
    @DisplayName("§4.2.3: corrected_initial_age = max(apparent_age, corrected_age_value)")
    void correctedInitialAge() {
        assertEquals(30_000, freshness("Age", "10", "Date", date(-30)).correctedInitialAgeMillis());
        assertEquals(40_000, freshness("Age", "40", "Date", date(-30)).correctedInitialAgeMillis());
    }

    @Test
    void dateCountsWholeSeconds() {
        Times late = new Times(NOW + 900, NOW + 900);
        Freshness fresh =
                Freshness.of(
                        ok("Date", date(0), "Cache-Control", "max-age=1"),
                        late,
                        StorePolicy.DEFAULT);
        assertEquals(0, fresh.correctedInitialAgeMillis());
    }

    @Test
    @DisplayName("§4.2.3: current_age = corrected_initial_age + resident_time")
    void currentAge() {
        Freshness aged = freshness("Age", "30", "Cache-Control", "max-age=100");
        assertEquals(30, aged.currentAgeSeconds(NOW));
        assertEquals(32, aged.currentAgeSeconds(after(2) + 999));
        assertEquals(30, aged.currentAgeSeconds(NOW - 99_000));
    }

    @Test
    @DisplayName("§4.2: fresh while freshness_lifetime > current_age")
    void freshWhileLifetimeExceedsAge() {
        Freshness ten = freshness("Cache-Control", "max-age=10");
        assertTrue(ten.isFresh(after(10) - 1));
        assertFalse(ten.isFresh(after(10)));
        assertFalse(freshness("Cache-Control", "max-age=10", "Age", "25").isFresh(NOW));
    }

    @Test
    @DisplayName("§4.2.3: Age exceeds Expires minus Date, with slow and fast clocks")
    void ageBeatsExpires() {
        assertFalse(freshness("Date", date(-10), "Expires", date(10), "Age", "25").isFresh(NOW));
        assertFalse(freshness("Date", date(10), "Expires", date(20), "Age", "15").isFresh(NOW));
    }

    @Test
    @DisplayName("§1.2.2: the greatest lifetimes are kept and never overflow")
    void greatestValues() {
        Freshness longest = freshness("Cache-Control", "max-age=99999999999", "Age", "99999999999");
        assertFalse(longest.isFresh(NOW));
        assertTrue(freshness("Cache-Control", "max-age=2147483649").isFresh(NOW));
        assertEquals(CacheControl.MAX_DELTA_SECONDS, longest.currentAgeSeconds(Long.MAX_VALUE / 2));
    }

    @Test
    void ttlAndStaleSecondsMirrorEachOther() {
        Freshness ten = freshness("Cache-Control", "max-age=10");
        assertEquals(10, ten.ttlSeconds(NOW));
        assertEquals(-5, ten.ttlSeconds(after(15)));
        assertEquals(5, ten.staleSeconds(after(15)));
        assertEquals(0, ten.staleSeconds(after(9)));
    }

    @Test
    void aSoftPurgeMakesItStaleAtOnce() {
        Freshness purged = freshness("Cache-Control", "max-age=600").staleFrom(after(10));
        assertFalse(purged.isFresh(after(10)));
        assertEquals(10, purged.currentAgeSeconds(after(10)));
        assertEquals(0, purged.staleSeconds(after(10)));
    }

    @Test
    void whatIsInDoubtIsNeverServableAtOnceNorStale() {
        Freshness doubted =
                freshness("Cache-Control", "max-age=60, stale-if-error=9, stale-while-revalidate=9")
                        .doubted();
        assertTrue(doubted.isFresh(NOW));
        assertFalse(doubted.isServable(NOW));
        assertTrue(doubted.staleForbidden());
        assertEquals(0, doubted.staleIfErrorSeconds());
        assertEquals(0, doubted.staleWhileRevalidateSeconds());
        assertEquals(doubted, doubted.doubted());
    }

    @Test
    void noCacheIsNeverServableAtOnce() {
        Freshness noCache = freshness("Cache-Control", "max-age=60, no-cache");
        assertTrue(noCache.isFresh(NOW));
        assertFalse(noCache.isServable(NOW));
    }

    @Test
    void encodingGivesBackTheSame() {
        Freshness one =
                freshness("Cache-Control", "s-maxage=7, no-cache, stale-if-error=4", "Age", "3");
        ByteBuffer buffer = ByteBuffer.allocate(Freshness.ENCODED_BYTES);
        one.writeTo(buffer);
        assertEquals(0, buffer.remaining());
        assertEquals(one, Freshness.readFrom(MemorySegment.ofBuffer(buffer.flip()), 0));
    }

    @Test
    void bytesThatAreNoFreshnessGiveNothing() {
        assertNull(read(ByteBuffer.allocate(Freshness.ENCODED_BYTES - 1)));
        assertNull(read(ByteBuffer.allocate(Freshness.ENCODED_BYTES)));
        ByteBuffer negativeAge = ByteBuffer.allocate(Freshness.ENCODED_BYTES).putLong(8, -1);
        assertNull(read(negativeAge.put(41, (byte) 'e')));
    }

    private static @Nullable Freshness read(ByteBuffer bytes) {
        return Freshness.readFrom(MemorySegment.ofBuffer(bytes), 0);
    }
}

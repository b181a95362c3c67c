package io.neurocache.edge.rules;

import static io.neurocache.edge.rules.Messages.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {

    private static final long EXAMPLE = utc(1994, 11, 6, 8, 49, 37);

    private static long utc(int year, int month, int day, int hour, int minute, int second) {
        return ZonedDateTime.of(year, month, day, hour, minute, second, 0, ZoneOffset.UTC)
                .toInstant()
                .toEpochMilli();
    }

    @ParameterizedTest
    @DisplayName("RFC 9110 §5.6.7: a recipient must accept all three formats")
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "Sun Nov 06 08:49:37 1994",
                "SUN, 06 NOV 1994 08:49:37 gMT",
                "Wed, 06 Nov 1994 08:49:37 GMT"
            })
    void theSameMomentInEveryForm(String text) {
        assertEquals(EXAMPLE, HttpDate.parse(text, NOW));
    }

    @ParameterizedTest
    @DisplayName("RFC 9110 §5.6.7: everything else is no HTTP-date")
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "foo",
                "Thu, 18 Aug 2050 02:01:18 UTC",
                "Thu, 18 Aug 2050 02:01:18 AEST",
                "Thu, 18 Aug 50 02:01:18 GMT",
                "Thu 18 Aug 2050 02:01:18 GMT",
                "Thu, 18  Aug  2050 02:01:18 GMT",
                "Thu, 18-Aug-2050 02:01:18 GMT",
                "Thu, 18 Aug 2050 02.01.18 GMT",
                "Thu, 18 Aug 2050 2:01:18 GMT",
                "Thu, 18 Aug 2050 02:01:18 GMT ",
                "Thu, 18 Aug 2050 24:01:18 GMT",
                "Thu, 18 Aug 2050 02:60:18 GMT",
                "Thu, 18 Aug 2050 02:01:61 GMT",
                "Thu, 31 Jun 2050 02:01:18 GMT",
                "Thu, 29 Feb 2050 02:01:18 GMT",
                "Thu, 00 Aug 2050 02:01:18 GMT",
                "Thu, 18 Foo 2050 02:01:18 GMT",
                "Foo, 18 Aug 2050 02:01:18 GMT",
                "Thurs, 18-Aug-50 02:01:18 GMT",
                "Sunday   , 06-Nov-94 08:49:37 GMT",
                "Sun Nov 6 08:49:37 1994",
                "Sun Nov  6 08:49:37 94",
                "Thu, 18 Aug 2050 02:01:18 +0000"
            })
    void anythingElseIsInvalid(String text) {
        assertEquals(HttpDate.INVALID, HttpDate.parse(text, NOW));
    }

    @ParameterizedTest
    @DisplayName("RFC 9110 §5.6.7: a two-digit year over 50 years ahead is in the past")
    @CsvSource({
        // now is 22 November 2026
        "'Thursday, 18-Aug-50 02:01:18 GMT', 2050",
        "'Thursday, 18-Aug-76 02:01:18 GMT', 2076",
        "'Sunday, 18-Dec-76 02:01:18 GMT', 1976",
        "'Sunday, 18-Aug-77 02:01:18 GMT', 1977",
        "'Sunday, 18-Aug-99 02:01:18 GMT', 1999",
        "'Sunday, 18-Aug-26 02:01:18 GMT', 2026",
        "'Sunday, 29-Feb-28 02:01:18 GMT', 2028"
    })
    void twoDigitYears(String text, int year) {
        long parsed = HttpDate.parse(text, NOW);
        assertEquals(year, Instant.ofEpochMilli(parsed).atZone(ZoneOffset.UTC).getYear());
    }

    @Test
    void leapDaysAndLeapSecondsAreDates() {
        assertEquals(
                utc(2024, 2, 29, 23, 59, 59), HttpDate.parse("Thu, 29 Feb 2024 23:59:59 GMT", NOW));
        assertEquals(
                utc(2017, 1, 1, 0, 0, 0), HttpDate.parse("Sat, 31 Dec 2016 23:59:60 GMT", NOW));
    }

    @Test
    void aDateFieldInTwoLinesIsInvalid() {
        String date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assertEquals(EXAMPLE, HttpDate.parse(Fields.of("Expires", date), "expires", NOW));
        assertEquals(
                HttpDate.INVALID,
                HttpDate.parse(Fields.of("Expires", date, "Expires", date), "Expires", NOW));
        assertEquals(HttpDate.INVALID, HttpDate.parse(Fields.EMPTY, "Expires", NOW));
    }

    @Test
    @DisplayName("RFC 9110 §5.6.7: a sender must generate the IMF-fixdate format")
    void formatIsImfFixdate() {
        assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.format(EXAMPLE));
        assertEquals("Thu, 01 Jan 1970 00:00:00 GMT", HttpDate.format(999));
        assertEquals("Wed, 31 Dec 1969 23:59:59 GMT", HttpDate.format(-1));
        assertEquals("Sun, 22 Nov 2026 12:00:00 GMT", HttpDate.format(NOW));
    }

    @Test
    void aYearPastFourDigitsIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> HttpDate.format(utc(9999, 12, 31, 0, 0, 0) * 2));
    }
}

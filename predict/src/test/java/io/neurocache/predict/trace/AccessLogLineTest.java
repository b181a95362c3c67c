package io.neurocache.predict.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines that nginx, Apache and varnishncsa write. */
class AccessLogLineTest {
    private static final String WHEN = " [10/Oct/2025:13:55:36 -0700] ";

    @Test
    void theCombinedFormatIsTakenApart() {
        AccessLogLine line =
                parse("192.0.2.7 - alice" + WHEN + "\"GET /a?b=c HTTP/1.1\" 206 23 \"r\" \"a b\"");
        assertEquals(
                new AccessLogLine("192.0.2.7", 1_760_129_736L, "GET", "/a?b=c", 206, 23), line);
    }

    @Test
    void theWholeUrlOfVarnishBecomesHostAndPath() {
        AccessLogLine line =
                parse("::1 - -" + WHEN + "\"GET http://example.org/a HTTP/1.1\" 200 5 \"-\" \"-\"");
        assertEquals("example.org/a", line.key());
    }

    @Test
    void aVirtualHostBecomesTheHost() {
        AccessLogLine line =
                parse("example.org:443 192.0.2.7 - -" + WHEN + "\"GET /a HTTP/2.0\" 200 5");
        assertEquals("192.0.2.7", line.client());
        assertEquals("example.org/a", line.key());
    }

    @Test
    void aQuoteInTheRequestIsNotItsEnd() {
        AccessLogLine line = parse("h - -" + WHEN + "\"GET /a\\\"b HTTP/1.1\" 200 5");
        assertEquals("/a\\\"b", line.key());
    }

    @Test
    void aUserMayHaveSpaces() {
        assertEquals("h", parse("h - a b c" + WHEN + "\"GET /a HTTP/1.1\" 200 5").client());
    }

    @Test
    void aBodyThatWasNotSentHasNoSize() {
        assertEquals(
                TraceBuilder.NO_SIZE, parse("h - -" + WHEN + "\"GET /a HTTP/1.1\" 304 17").bytes());
        assertEquals(
                TraceBuilder.NO_SIZE, parse("h - -" + WHEN + "\"GET /a HTTP/1.1\" 200 -").bytes());
    }

    @Test
    void whatIsNoHttpIsNotCacheable() {
        assertFalse(parse("h - -" + WHEN + "\"\\x16\\x03\" 400 0").isCacheable());
        assertFalse(parse("h - -" + WHEN + "\"-\" 408 -").isCacheable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h - - 10/Oct/2025 \"GET /a HTTP/1.1\" 200 5",
                "h -" + WHEN + "\"GET /a HTTP/1.1\" 200 5",
                "h - -" + WHEN + "\"GET /a HTTP/1.1\" 200",
                "h - -" + WHEN + "\"GET /a HTTP/1.1 200 5",
                "h - -" + WHEN + "\"GET /a HTTP/1.1\"200 5",
                "h - -" + WHEN + "\"GET /a HTTP/1.1\" 2000 5",
                "h - -" + WHEN + "\"GET /a HTTP/1.1\" 200 -5",
                "h - -" + WHEN + "\"GET /a HTTP/1.1\" x 5",
                "h - - [10/Okt/2025:13:55:36 -0700] \"GET /a HTTP/1.1\" 200 5",
                "h - - [40/Oct/2025:13:55:36 -0700] \"GET /a HTTP/1.1\" 200 5",
                "h - - [10/Oct/2025:13:55:36 -99] \"GET /a HTTP/1.1\" 200 5",
                "h - - [1] \"GET /a HTTP/1.1\" 200 5",
            })
    void anotherFormIsRefused(String line) {
        assertNull(AccessLogLine.parse(line));
    }

    private static AccessLogLine parse(String line) {
        return Objects.requireNonNull(AccessLogLine.parse(line), line);
    }
}

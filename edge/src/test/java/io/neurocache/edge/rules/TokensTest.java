package io.neurocache.edge.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TokensTest {

    @Test
    @DisplayName("RFC 9110 §5.6.1.2: empty list elements are ignored")
    void emptyElementsAreIgnored() {
        assertEquals(List.of("foo", "bar"), Tokens.list("foo ,bar,"));
        assertEquals(List.of("foo", "bar", "charlie"), Tokens.list("foo , ,bar,charlie"));
        assertEquals(List.of(), Tokens.list(",   ,"));
        assertEquals(List.of(), Tokens.list(null));
    }

    @Test
    @DisplayName("RFC 9110 §5.6.4: a comma inside a quoted string does not separate")
    void quotedCommaDoesNotSeparate() {
        assertEquals(List.of("a=\"x, y\"", "b"), Tokens.list("a=\"x, y\", b"));
        assertEquals(List.of("\"a\\\",b\"", "c"), Tokens.list("\"a\\\",b\",c"));
    }

    @Test
    void anUnclosedQuoteHidesNothing() {
        assertEquals(List.of("a=\"x", "no-store"), Tokens.list("a=\"x, no-store"));
    }

    @Test
    void linesOfOneFieldFormOneList() {
        Fields fields = Fields.of("Vary", "a, b", "X", "n", "vary", "c");
        assertEquals(List.of("a", "b", "c"), Tokens.list(fields, "Vary"));
    }

    @Test
    void digitsAreOnlyDigitsAndStopAtTheMaximum() {
        assertEquals(3600, Tokens.digits("003600", 9999));
        assertEquals(9999, Tokens.digits("10000", 9999));
        assertEquals(Long.MAX_VALUE, Tokens.digits("99999999999999999999999", Long.MAX_VALUE));
        for (String bad : List.of("", "-1", "+1", "1.0", " 1", "1 ", "0x1", "\u0661")) {
            assertEquals(Tokens.NOT_A_NUMBER, Tokens.digits(bad, 9999), bad);
        }
    }

    @Test
    void unquoteTakesOneWholeQuotedString() {
        assertEquals("a\"b", Tokens.unquote("\"a\\\"b\""));
        assertEquals("", Tokens.unquote("\"\""));
        for (String bad : List.of("", "\"", "a", "\"a", "a\"", "\"a\"b\"", "\"a\\\"")) {
            assertNull(Tokens.unquote(bad), bad);
        }
    }

    @Test
    @DisplayName("RFC 9110 §5.6.2: tchar")
    void tokenChars() {
        assertTrue(Tokens.isToken("!#$%&'*+-.^_`|~09azAZ"));
        for (String bad : List.of("", "a b", "a:", "a\"", "(", "/", "\u00e9", "a\u0000")) {
            assertFalse(Tokens.isToken(bad), bad);
        }
    }
}

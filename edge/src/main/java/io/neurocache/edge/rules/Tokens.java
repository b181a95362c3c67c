package io.neurocache.edge.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The small grammar that HTTP fields share (RFC 9110 §5.6): tokens, optional white space, lists,
 * quoted strings, decimal numbers. Stateless: safe from any thread; nothing here throws on input.
 */
public final class Tokens {

    /** What {@link #digits} returns for anything but digits. */
    public static final long NOT_A_NUMBER = -1;

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private static final boolean[] IS_TOKEN = new boolean[128];

    static {
        for (char c = 0; c < IS_TOKEN.length; c++) {
            boolean alphanumeric =
                    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            IS_TOKEN[c] = alphanumeric || TOKEN_MARKS.indexOf(c) >= 0;
        }
    }

    private Tokens() {}

    /** Says whether a char may be part of a token (tchar). */
    public static boolean isTokenChar(char c) {
        return c < IS_TOKEN.length && IS_TOKEN[c];
    }

    /** Says whether a text is a token: at least one char, all of them tchar. */
    public static boolean isToken(String text) {
        return !text.isEmpty() && tokenEnd(text, 0) == text.length();
    }

    /** Returns the index after the token that begins at {@code from}. */
    static int tokenEnd(String text, int from) {
        int at = from;
        while (at < text.length() && isTokenChar(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Returns a text in lower case, ASCII letters only. */
    public static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Returns a text without spaces and tabs at its ends. */
    public static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /**
     * Returns the number a text of digits stands for, {@code max} when it is larger than that, or
     * {@link #NOT_A_NUMBER} when the text is empty or has any other char.
     */
    public static long digits(String text, long max) {
        if (text.isEmpty()) {
            return NOT_A_NUMBER;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return NOT_A_NUMBER;
            }
            number = number > (max - digit) / 10 ? max : number * 10 + digit;
        }
        return Math.min(number, max);
    }

    /** Returns the elements of a comma-separated list (RFC 9110 §5.6.1), without empty ones. */
    public static List<String> list(@Nullable String value) {
        List<String> elements = new ArrayList<>(4);
        if (value != null) {
            forEachElement(value, elements::add);
        }
        return elements;
    }

    /** Returns the elements of the lists in all lines with a name, in order. */
    public static List<String> list(Fields fields, String name) {
        List<String> elements = new ArrayList<>(4);
        for (int i = 0; i < fields.count(); i++) {
            if (fields.name(i).equalsIgnoreCase(name)) {
                forEachElement(fields.value(i), elements::add);
            }
        }
        return elements;
    }

    /**
     * Calls back with each element of a list, trimmed; empty elements are left out. A comma inside
     * a quoted string does not separate. A quote that is never closed is an ordinary char, so that
     * it cannot hide the elements after it.
     */
    public static void forEachElement(String value, Consumer<String> visitor) {
        int start = 0;
        int at = 0;
        while (at < value.length()) {
            char c = value.charAt(at);
            if (c == '"') {
                at = afterQuoted(value, at);
                continue;
            }
            if (c == ',') {
                visit(value.substring(start, at), visitor);
                start = at + 1;
            }
            at++;
        }
        visit(value.substring(start), visitor);
    }

    private static void visit(String element, Consumer<String> visitor) {
        String trimmed = trim(element);
        if (!trimmed.isEmpty()) {
            visitor.accept(trimmed);
        }
    }

    /** Returns the index after the quoted string at {@code quote}, or after the lone quote. */
    private static int afterQuoted(String value, int quote) {
        for (int i = quote + 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i + 1;
            }
        }
        return quote + 1;
    }

    /** Returns the content of a text that is one whole quoted string, or null. */
    public static @Nullable String unquote(String text) {
        int last = text.length() - 1;
        if (last < 1 || text.charAt(0) != '"' || text.charAt(last) != '"') {
            return null;
        }
        StringBuilder content = new StringBuilder(last);
        for (int i = 1; i < last; i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return null;
            }
            if (c == '\\') {
                i++;
                if (i == last) {
                    return null;
                }
            }
            content.append(text.charAt(i));
        }
        return content.toString();
    }
}

package io.neurocache.edge.rules;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Dictionary of Structured Fields (RFC 9651 §4.2.2). Confined to one call; nothing here
 * throws on input: a text that is no dictionary gives null, as a whole.
 *
 * <p>Values of types that no field here uses (decimals, dates, display strings, inner lists) are
 * checked and kept as {@link Other}. Parameters are checked and dropped.
 */
final class StructuredDictionary {

    /** A member's value. */
    sealed interface Item {}

    /** An integer of at most 15 digits. */
    record IntegerItem(long value) implements Item {}

    /** A boolean; a key alone means true. */
    record BooleanItem(boolean value) implements Item {}

    /** A quoted string without its quotes. */
    record StringItem(String value) implements Item {}

    /** A token. */
    record TokenItem(String value) implements Item {}

    /** A byte sequence, in Base64 as it came and without its colons. */
    record ByteSequenceItem(String base64) implements Item {}

    /** A valid value of another type. */
    record Other() implements Item {}

    private static final Item TRUE = new BooleanItem(true);
    private static final Item OTHER = new Other();
    private static final int MAX_INTEGER_DIGITS = 15;
    private static final int MAX_DECIMAL_WHOLE_DIGITS = 12;
    private static final int MAX_DECIMAL_FRACTION_DIGITS = 3;

    private final String text;
    private int at;

    private StructuredDictionary(String text) {
        this.text = text;
    }

    /** Returns the members in order, the last of each key, or null for anything invalid. */
    static @Nullable Map<String, Item> parse(String text) {
        return new StructuredDictionary(text).dictionary();
    }

    private @Nullable Map<String, Item> dictionary() {
        Map<String, Item> members = new LinkedHashMap<>();
        skip(false);
        while (at < text.length()) {
            String key = key();
            Item item = key == null ? null : memberValue();
            if (key == null || item == null) {
                return null;
            }
            members.put(key, item);
            skip(true);
            if (at == text.length()) {
                return members;
            }
            if (text.charAt(at++) != ',') {
                return null;
            }
            skip(true);
            if (at == text.length()) {
                return null;
            }
        }
        return members;
    }

    private void skip(boolean tabsToo) {
        while (at < text.length()
                && (text.charAt(at) == ' ' || (tabsToo && text.charAt(at) == '\t'))) {
            at++;
        }
    }

    private boolean take(char c) {
        boolean there = peek() == c;
        if (there) {
            at++;
        }
        return there;
    }

    /** Returns the next char, or NUL at the end; NUL itself is valid nowhere. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private @Nullable String key() {
        int start = at;
        char first = peek();
        if (first != '*' && !isLower(first)) {
            return null;
        }
        while (isLower(peek()) || isDigit(peek()) || "_-.*".indexOf(peek()) >= 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private @Nullable Item memberValue() {
        Item item = TRUE;
        if (take('=')) {
            item = peek() == '(' ? innerList() : bareItem();
        }
        return item != null && parameters() ? item : null;
    }

    private boolean parameters() {
        while (take(';')) {
            skip(false);
            if (key() == null || (take('=') && bareItem() == null)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Item innerList() {
        at++;
        while (at < text.length()) {
            skip(false);
            if (take(')')) {
                return OTHER;
            }
            if (bareItem() == null || !parameters() || (peek() != ' ' && peek() != ')')) {
                return null;
            }
        }
        return null;
    }

    private @Nullable Item bareItem() {
        char c = peek();
        if (c == '-' || isDigit(c)) {
            return number();
        }
        if (c == '"') {
            return string();
        }
        if (c == '*' || isLower(c) || (c >= 'A' && c <= 'Z')) {
            return token();
        }
        return switch (c) {
            case '?' -> bool();
            case ':' -> byteSequence();
            case '@' -> date();
            case '%' -> displayString();
            default -> null;
        };
    }

    private @Nullable Item number() {
        boolean negative = take('-');
        int start = at;
        while (isDigit(peek())) {
            at++;
        }
        int whole = at - start;
        if (whole == 0 || whole > MAX_INTEGER_DIGITS) {
            return null;
        }
        if (!take('.')) {
            long value = Long.parseLong(text, start, at, 10);
            return new IntegerItem(negative ? -value : value);
        }
        int point = at;
        while (isDigit(peek())) {
            at++;
        }
        int fraction = at - point;
        boolean valid =
                whole <= MAX_DECIMAL_WHOLE_DIGITS
                        && fraction > 0
                        && fraction <= MAX_DECIMAL_FRACTION_DIGITS;
        return valid ? OTHER : null;
    }

    private @Nullable Item string() {
        StringBuilder content = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return new StringItem(content.toString());
            }
            if (c == '\\') {
                at++;
                c = peek();
                if (c != '"' && c != '\\') {
                    return null;
                }
            }
            if (c < 0x20 || c >= 0x7f) {
                return null;
            }
            content.append(c);
        }
        return null;
    }

    private Item token() {
        int start = at;
        while (Tokens.isTokenChar(peek()) || peek() == ':' || peek() == '/') {
            at++;
        }
        return new TokenItem(text.substring(start, at));
    }

    private @Nullable Item bool() {
        at++;
        if (take('1')) {
            return TRUE;
        }
        return take('0') ? new BooleanItem(false) : null;
    }

    private @Nullable Item byteSequence() {
        int start = at + 1;
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == ':') {
                at++;
                return new ByteSequenceItem(text.substring(start, at - 1));
            }
            if (!isDigit(c) && !isLower(c) && !(c >= 'A' && c <= 'Z') && "+/=".indexOf(c) < 0) {
                return null;
            }
        }
        return null;
    }

    private @Nullable Item date() {
        at++;
        return number() instanceof IntegerItem ? OTHER : null;
    }

    private @Nullable Item displayString() {
        at++;
        if (!take('"')) {
            return null;
        }
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return OTHER;
            }
            if (c < 0x20 || c >= 0x7f) {
                return null;
            }
            if (c == '%' && !(isLowerHex(at + 1) && isLowerHex(at + 2))) {
                return null;
            }
        }
        return null;
    }

    private boolean isLowerHex(int index) {
        char c = index < text.length() ? text.charAt(index) : 0;
        return isDigit(c) || (c >= 'a' && c <= 'f');
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}

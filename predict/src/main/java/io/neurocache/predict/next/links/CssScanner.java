package io.neurocache.predict.next.links;

/**
 * Finds {@code url(...)} and {@code @import} in a style sheet, which may be cut off anywhere.
 *
 * <p>Follows the tokens of CSS Syntax Level 3 as far as they matter: comments, strings and their
 * escapes, unquoted URLs, names. It does not build rules, and so is not led astray by broken ones.
 * One pass, no recursion; time and memory are linear in the text. A whole CSS library would bring a
 * megabyte of grammar that gives up on a sheet that is cut off.
 */
final class CssScanner {
    private static final int MAX_ESCAPE_DIGITS = 6;

    private final String text;
    private final LinkCollector links;
    private int at;

    /** Whether an {@code @import} has been read and its target has not. */
    private boolean isImport;

    CssScanner(String text, LinkCollector links) {
        this.text = text;
        this.links = links;
    }

    void scan() {
        while (at < text.length() && !links.isFull()) {
            char next = text.charAt(at);
            if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                at = end < 0 ? text.length() : end + 2;
            } else if (next == '"' || next == '\'') {
                String string = string();
                if (isImport) {
                    found(string);
                }
            } else if (next == '@' || isName(next)) {
                name();
            } else {
                isImport &= next != ';' && next != '{';
                at++;
            }
        }
    }

    private void name() {
        int begin = at++;
        while (at < text.length() && isName(text.charAt(at))) {
            at++;
        }
        int length = at - begin;
        if (length == 7 && text.regionMatches(true, begin, "@import", 0, 7)) {
            isImport = true;
        } else if (length == 3
                && text.regionMatches(true, begin, "url", 0, 3)
                && at < text.length()
                && text.charAt(at) == '(') {
            at++;
            url();
        }
    }

    private void url() {
        skipSpace();
        if (at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
            found(string());
            return;
        }
        StringBuilder url = new StringBuilder();
        while (at < text.length() && text.charAt(at) != ')') {
            char next = text.charAt(at);
            // §4.3.6: a quote or parenthesis in an unquoted URL makes it a bad one.
            if (next == '"' || next == '\'' || next == '(') {
                url.setLength(0);
                break;
            }
            if (next == '\\') {
                escape(url);
            } else {
                url.append(next);
                at++;
            }
        }
        // Where the sheet is cut off, so may the URL be.
        if (at < text.length()) {
            found(url.toString());
        }
    }

    /** A string up to its closing quote, or nothing if it is broken off. */
    private String string() {
        char quote = text.charAt(at++);
        StringBuilder string = new StringBuilder();
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == quote) {
                at++;
                return string.toString();
            }
            if (next == '\n') {
                return "";
            }
            if (next == '\\') {
                escape(string);
            } else {
                string.append(next);
                at++;
            }
        }
        return "";
    }

    /** §4.3.7: up to six hexadecimal digits and one space, or the character itself. */
    private void escape(StringBuilder to) {
        int begin = ++at;
        while (at < text.length()
                && at - begin < MAX_ESCAPE_DIGITS
                && Character.digit(text.charAt(at), 16) >= 0) {
            at++;
        }
        if (at > begin) {
            int point = Integer.parseInt(text, begin, at, 16);
            to.appendCodePoint(Character.isValidCodePoint(point) ? point : 0xFFFD);
            at += at < text.length() && Character.isWhitespace(text.charAt(at)) ? 1 : 0;
        } else if (at < text.length()) {
            char next = text.charAt(at++);
            if (next != '\n') {
                to.append(next);
            }
        }
    }

    private void found(String reference) {
        links.add(reference, isImport ? Role.STYLE : Role.OF_STYLE);
        isImport = false;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isName(char c) {
        return c == '-' || c == '_' || Character.isLetterOrDigit(c);
    }
}

package io.neurocache.edge.rules;

/**
 * Checks the authority of a request (RFC 9110 §4.2, RFC 3986 §3.2) without resolving it. Stateless:
 * safe from any thread; nothing here throws on input.
 */
final class Authority {

    /** Without the comma, which is how two Host lines look once they are joined. */
    private static final String NAME_MARKS = "-._~!$&'()*+;=%";

    private static final int MAX_CHARS = 259;
    private static final int MAX_PORT = 65_535;

    private Authority() {}

    /** Says whether a text is a host with an optional port, and nothing else: no user, no path. */
    static boolean isValid(String authority) {
        if (authority.isEmpty() || authority.length() > MAX_CHARS) {
            return false;
        }
        int hostEnd = authority.charAt(0) == '[' ? bracketEnd(authority) : nameEnd(authority);
        return hostEnd > 0 && isPortOrEnd(authority, hostEnd);
    }

    /** Returns the index after an address in brackets, or -1. */
    private static int bracketEnd(String authority) {
        int close = authority.indexOf(']');
        for (int i = 1; i < close; i++) {
            char c = authority.charAt(i);
            if (!isHex(c) && c != ':' && c != '.') {
                return -1;
            }
        }
        return close > 2 ? close + 1 : -1;
    }

    private static int nameEnd(String authority) {
        int at = 0;
        while (at < authority.length() && isNameChar(authority.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isPortOrEnd(String authority, int hostEnd) {
        if (hostEnd == authority.length()) {
            return true;
        }
        if (authority.charAt(hostEnd) != ':') {
            return false;
        }
        String port = authority.substring(hostEnd + 1);
        // RFC 3986 §3.2.3 allows an empty port.
        long number = port.isEmpty() ? 1 : Tokens.digits(port, Integer.MAX_VALUE);
        return number > 0 && number <= MAX_PORT;
    }

    private static boolean isNameChar(char c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || NAME_MARKS.indexOf(c) >= 0;
    }

    private static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}

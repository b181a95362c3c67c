package io.neurocache.edge.server;

/** The syntax of a Host field and an :authority (RFC 3986 §3.2 without user info). Stateless. */
final class Authority {
    private static final String HOST_MARKS = "-._~%!$&'()*+,;=";

    private Authority() {}

    static boolean isValid(String authority) {
        int hostEnd = authority.startsWith("[") ? literalEnd(authority) : nameEnd(authority);
        if (hostEnd < 1) {
            return false;
        }
        if (hostEnd == authority.length()) {
            return true;
        }
        return authority.charAt(hostEnd) == ':' && isPort(authority, hostEnd + 1);
    }

    private static int nameEnd(String authority) {
        int end = 0;
        while (end < authority.length()) {
            char c = authority.charAt(end);
            if (!isLetterOrDigit(c) && HOST_MARKS.indexOf(c) < 0) {
                break;
            }
            end++;
        }
        return end;
    }

    private static int literalEnd(String authority) {
        int close = authority.indexOf(']');
        for (int i = 1; i < close; i++) {
            char c = authority.charAt(i);
            if (!isLetterOrDigit(c) && c != ':' && c != '.') {
                return -1;
            }
        }
        return close < 3 ? -1 : close + 1;
    }

    private static boolean isPort(String authority, int start) {
        if (authority.length() - start > 5) {
            return false;
        }
        int port = 0;
        for (int i = start; i < authority.length(); i++) {
            char c = authority.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + (c - '0');
        }
        return port <= 65_535;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}

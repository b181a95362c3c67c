package io.neurocache.edge.rules;

import java.nio.charset.StandardCharsets;

/** Writes the parts of Cache-Status. Stateless: safe from any thread. */
final class CacheStatusText {

    static final String CACHE_NAME = "NeuroCache";
    static final String HIT = CACHE_NAME + "; hit; ttl=";

    private static final byte[] HIT_BYTES = HIT.getBytes(StandardCharsets.ISO_8859_1);

    /** The fixed part, a sign and the 19 digits of the largest long. */
    static final int MAX_HIT_BYTES = HIT.length() + 20;

    private CacheStatusText() {}

    static int writeHit(byte[] target, int at, long ttlSeconds) {
        System.arraycopy(HIT_BYTES, 0, target, at, HIT_BYTES.length);
        return writeDecimal(target, at + HIT_BYTES.length, ttlSeconds);
    }

    private static int writeDecimal(byte[] target, int from, long number) {
        int at = from;
        if (number < 0) {
            target[at++] = '-';
        }
        // Digits are taken from the negative side, which has room for every long.
        long rest = number < 0 ? number : -number;
        int end = at + decimalLength(rest);
        for (int i = end - 1; i >= at; i--) {
            target[i] = (byte) ('0' - rest % 10);
            rest /= 10;
        }
        return end;
    }

    private static int decimalLength(long negative) {
        int length = 1;
        for (long rest = negative / 10; rest != 0; rest /= 10) {
            length++;
        }
        return length;
    }

    static void append(StringBuilder text, CacheStatus.Forwarded forwarded) {
        text.append(CACHE_NAME).append("; fwd=").append(forwarded.reason().token());
        if (forwarded.status() != CacheStatus.NO_STATUS) {
            text.append("; fwd-status=").append(forwarded.status());
        }
        if (forwarded.ttlSeconds() != CacheStatus.NO_TTL) {
            text.append("; ttl=").append(forwarded.ttlSeconds());
        }
        if (forwarded.storing() == CacheStatus.Storing.STORED) {
            text.append("; stored");
        }
        if (forwarded.collapsing() == CacheStatus.Collapsing.COLLAPSED) {
            text.append("; collapsed");
        }
        appendDetail(text, forwarded.detail());
    }

    static void appendDetail(StringBuilder text, String detail) {
        if (!detail.isEmpty()) {
            appendItem(text.append("; detail="), detail);
        }
    }

    /** Appends a token, or a string where the text is no token (RFC 9651 §3.3). */
    private static void appendItem(StringBuilder text, String detail) {
        char first = detail.charAt(0);
        boolean letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
        if (letter && Tokens.isToken(detail)) {
            text.append(detail);
            return;
        }
        text.append('"');
        for (int i = 0; i < detail.length(); i++) {
            char c = detail.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c >= 0x20 && c < 0x7f ? c : '?');
        }
        text.append('"');
    }
}

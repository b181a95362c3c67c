package io.neurocache.predict.trace;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * One line of an access log in the common or the combined format, which nginx, Apache and
 * varnishncsa write by default:
 *
 * <pre>{@code
 * 192.0.2.7 - alice [10/Oct/2025:13:55:36 -0700] "GET /a.js HTTP/1.1" 200 2326 "referer" "agent"
 * }</pre>
 *
 * <p>varnishncsa writes the whole URL where the others write the path; the key is then host and
 * path, without the scheme. A virtual host in front of the address, as Apache's {@code
 * vhost_combined} has it, becomes the key's host.
 *
 * @param client the address or name of who asked
 * @param time seconds since the epoch
 * @param method the request's method; empty for what is no HTTP request
 * @param key what was asked for
 * @param status the answer's status code
 * @param bytes the size of the answer's body; {@link TraceBuilder#NO_SIZE} where there was none
 */
record AccessLogLine(String client, long time, String method, String key, int status, long bytes) {
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /** Takes a line apart; null when it has another form. */
    static @Nullable AccessLogLine parse(String line) {
        int open = line.indexOf(" [");
        int close = line.indexOf("] \"", open + 1);
        if (open <= 0 || close < 0) {
            return null;
        }
        int requestEnd = closingQuote(line, close + 3);
        if (requestEnd < 0
                || requestEnd + 2 > line.length()
                || line.charAt(requestEnd + 1) != ' ') {
            return null;
        }
        String[] who = line.substring(0, open).split(" ", -1);
        String[] result = line.substring(requestEnd + 2).split(" ", 3);
        // Address, identity and user; a user's name may hold spaces, an address may not.
        if (who.length < 3 || result.length < 2) {
            return null;
        }
        try {
            long time = time(line.substring(open + 2, close));
            int status = Integer.parseInt(result[0]);
            long bytes = result[1].equals("-") ? TraceBuilder.NO_SIZE : Long.parseLong(result[1]);
            if (status < 100 || status > 999 || bytes < TraceBuilder.NO_SIZE) {
                return null;
            }
            if (status == 304) {
                bytes = TraceBuilder.NO_SIZE;
            }
            return of(who, time, line.substring(close + 3, requestEnd), status, bytes);
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    /** Whether it tells of an object that a cache could have served. */
    boolean isCacheable() {
        return method.equals("GET") && (status == 200 || status == 206 || status == 304);
    }

    private static AccessLogLine of(
            String[] who, long time, String request, int status, long bytes) {
        boolean virtualHost = who.length > 3 && who[0].matches("[^: ]+:[0-9]+");
        String host = virtualHost ? who[0].substring(0, who[0].indexOf(':')) : "";
        String client = virtualHost ? who[1] : who[0];
        String[] words = request.split(" ", -1);
        if (words.length < 2 || words[1].isEmpty()) {
            return new AccessLogLine(client, time, "", "", status, bytes);
        }
        return new AccessLogLine(client, time, words[0], host + key(words[1]), status, bytes);
    }

    private static String key(String target) {
        int scheme = target.indexOf("://");
        return scheme > 0 && target.charAt(0) != '/' ? target.substring(scheme + 3) : target;
    }

    /** The quote that ends what begins at a position; one after a backslash does not. */
    private static int closingQuote(String line, int from) {
        for (int i = from; i < line.length(); i++) {
            if (line.charAt(i) == '\\') {
                i++;
            } else if (line.charAt(i) == '"') {
                return i;
            }
        }
        return -1;
    }

    /** Reads {@code 10/Oct/2025:13:55:36 -0700}. */
    private static long time(String text) {
        if (text.length() != 26 || text.charAt(2) != '/' || text.charAt(20) != ' ') {
            throw new DateTimeException("not the time of an access log: " + text);
        }
        int month = MONTHS.indexOf(text.substring(3, 6));
        if (month < 0 || month % 3 != 0) {
            throw new DateTimeException("not a month: " + text);
        }
        LocalDateTime local =
                LocalDateTime.of(
                        digits(text, 7, 11),
                        month / 3 + 1,
                        digits(text, 0, 2),
                        digits(text, 12, 14),
                        digits(text, 15, 17),
                        Math.min(59, digits(text, 18, 20)));
        return local.toEpochSecond(ZoneOffset.of(text.substring(21)));
    }

    private static int digits(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}

package io.neurocache.neurod.demo;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A representation with validators, answered with 200, 206, 304 or 416 as the request's conditions
 * ask (RFC 9110 §13 and §14). Immutable; safe from any thread.
 *
 * @param type the Content-Type
 * @param cacheControl the Cache-Control
 * @param etag a strong entity tag, with its quotes
 */
record Page(String type, String cacheControl, String etag, Body body) {
    /** Everything here was last changed at this instant, so that the answers never differ. */
    private static final ZonedDateTime LAST_MODIFIED =
            ZonedDateTime.of(2026, 1, 1, 12, 0, 0, 0, ZoneOffset.UTC);

    static final String LAST_MODIFIED_TEXT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .format(LAST_MODIFIED);

    static Page of(String type, String cacheControl, byte[] content) {
        return new Page(type, cacheControl, "\"" + digest(content) + "\"", Body.of(content));
    }

    static Page of(String type, String cacheControl, String content) {
        return of(type, cacheControl, content.getBytes(StandardCharsets.UTF_8));
    }

    /** What a GET or HEAD with these conditions gets. */
    Answer.Reply reply(HttpExchange exchange) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Cache-Control", cacheControl);
        headers.put("ETag", etag);
        headers.put("Last-Modified", LAST_MODIFIED_TEXT);
        if (isUnchanged(exchange.getRequestHeaders())) {
            return new Answer.Reply(304, headers, body, 0, 0);
        }
        headers.put("Content-Type", type);
        headers.put("Accept-Ranges", "bytes");
        Answer.Reply whole = new Answer.Reply(200, headers, body, 0, body.lengthBytes());
        return switch (range(exchange)) {
            case ByteRange.Whole() -> whole;
            case ByteRange.Part part -> {
                String is = part.first() + "-" + part.last() + "/" + body.lengthBytes();
                headers.put("Content-Range", "bytes " + is);
                yield new Answer.Reply(206, headers, body, part.first(), part.count());
            }
            case ByteRange.Unsatisfiable() -> {
                headers.put("Content-Range", "bytes */" + body.lengthBytes());
                yield new Answer.Reply(416, headers, body, 0, 0);
            }
        };
    }

    private ByteRange range(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null || !exchange.getRequestMethod().equals("GET")) {
            return new ByteRange.Whole();
        }
        String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
        boolean isSame =
                ifRange == null || ifRange.equals(etag) || ifRange.equals(LAST_MODIFIED_TEXT);
        return isSame ? ByteRange.parse(range, body.lengthBytes()) : new ByteRange.Whole();
    }

    private boolean isUnchanged(Headers request) {
        String tags = request.getFirst("If-None-Match");
        if (tags != null) {
            return Arrays.stream(tags.split(",", -1))
                    .map(String::strip)
                    .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                    .anyMatch(tag -> tag.equals(etag) || tag.equals("*"));
        }
        String since = request.getFirst("If-Modified-Since");
        return since != null && !LAST_MODIFIED.toInstant().isAfter(instant(since));
    }

    /** A date that cannot be read counts as long ago: RFC 9110 §13.1.3 wants it ignored. */
    private static Instant instant(String date) {
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
        } catch (DateTimeException _) {
            return Instant.EPOCH;
        }
    }

    private static String digest(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

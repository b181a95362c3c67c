package io.neurocache.edge.peer;

import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.ReprDigest;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.rules.Tokens;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of which object a response carries, as far as its head says so. Immutable: safe from
 * any thread.
 *
 * @param from offset in the object of the first byte of the body
 * @param end offset after its last byte, or {@link #UNKNOWN}
 * @param length of the whole object, or {@link #UNKNOWN}
 * @param etag a strong entity tag, or empty
 * @param digest the SHA-256 of the whole object, or null
 */
record ServedPart(long from, long end, long length, String etag, @Nullable ReprDigest digest) {
    static final long UNKNOWN = -1;

    private static final String BYTES = "bytes ";

    /**
     * Reads a response to a GET; null when it is no whole object and no single part of one.
     *
     * @param bodyLength bytes of body that follow, -1 when not announced
     */
    static @Nullable ServedPart of(RequestHead request, ResponseHead head, long bodyLength) {
        if (!request.method().equals("GET")) {
            return null;
        }
        String etag = strongTag(head.fields());
        ReprDigest digest = ReprDigest.of(head.fields());
        return switch (head.status()) {
            case 200 -> new ServedPart(0, bodyLength, bodyLength, etag, digest);
            case 206 -> part(head.fields(), bodyLength, etag, digest);
            default -> null;
        };
    }

    /** RFC 9110 §14.4: {@code bytes 7-9/10}, where the length may be a star. */
    private static @Nullable ServedPart part(
            Fields fields, long bodyLength, String etag, @Nullable ReprDigest digest) {
        String range = fields.first("Content-Range");
        if (range == null
                || fields.count("Content-Range") != 1
                || !range.regionMatches(true, 0, BYTES, 0, BYTES.length())) {
            return null;
        }
        int dash = range.indexOf('-');
        int slash = range.indexOf('/');
        if (dash < 0 || slash < dash) {
            return null;
        }
        String size = range.substring(slash + 1);
        long first = Tokens.digits(range.substring(BYTES.length(), dash), Long.MAX_VALUE);
        long last = Tokens.digits(range.substring(dash + 1, slash), Long.MAX_VALUE - 1);
        long length = size.equals("*") ? UNKNOWN : Tokens.digits(size, Long.MAX_VALUE);
        boolean valid =
                first >= 0
                        && last >= first
                        && (size.equals("*") || length > last)
                        && (bodyLength < 0 || bodyLength == last - first + 1);
        return valid ? new ServedPart(first, last + 1, length, etag, digest) : null;
    }

    private static String strongTag(Fields fields) {
        String tag = fields.first("ETag");
        if (tag == null || fields.count("ETag") != 1) {
            return "";
        }
        boolean strong = tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"");
        return strong ? tag : "";
    }

    /** Whether another source can be recognised as having the same object. */
    boolean isIdentified() {
        return !etag.isEmpty() || digest != null;
    }

    /**
     * Whether another part is of the same object: one of the marks that tell objects apart is on
     * both and equal, none differs, and neither does the length.
     */
    boolean isSameObject(ServedPart other) {
        boolean bothTagged = !etag.isEmpty() && !other.etag.isEmpty();
        boolean bothDigested = digest != null && other.digest != null;
        boolean tagDiffers = bothTagged && !etag.equals(other.etag);
        boolean digestDiffers = bothDigested && !Objects.equals(digest, other.digest);
        boolean lengthDiffers = length != UNKNOWN && other.length != length;
        return (bothTagged || bothDigested) && !tagDiffers && !digestDiffers && !lengthDiffers;
    }

    /** The same part, with what is not known of its end and length taken from another one. */
    ServedPart completedBy(ServedPart other) {
        return new ServedPart(
                from,
                end == UNKNOWN ? other.end : end,
                length == UNKNOWN ? other.length : length,
                etag,
                digest);
    }
}

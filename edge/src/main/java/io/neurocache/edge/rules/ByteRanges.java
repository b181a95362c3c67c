package io.neurocache.edge.rules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Range requests (RFC 9110 §14). Stateless: safe from any thread; nothing here throws on input.
 *
 * <p>A client can ask for many small or overlapping parts to make a server send far more than it
 * has (§17.15). Here a request with more than {@link #MAX_RANGES} parts gets the whole
 * representation, and parts that overlap or lie close together are merged, so that an answer is
 * never much larger than the representation.
 */
public final class ByteRanges {

    /** More parts than this are answered with the whole representation. */
    public static final int MAX_RANGES = 16;

    /** A gap smaller than the head of a part is cheaper to send than to skip (§15.3.7.2). */
    static final int MERGE_GAP_BYTES = 80;

    private static final String UNIT = "bytes";
    private static final Selection WHOLE = new Whole();

    private ByteRanges() {}

    /** What to send. */
    public sealed interface Selection {}

    /** The whole representation, 200. */
    public record Whole() implements Selection {}

    /**
     * One part, 206 with Content-Range.
     *
     * @param first offset of the first byte
     * @param last offset of the last byte, inclusive
     */
    public record Single(long first, long last) implements Selection {
        /** Returns the number of bytes. */
        public long length() {
            return last - first + 1;
        }
    }

    /** Two parts or more, 206 as multipart/byteranges, in the order to send them. */
    public record Multi(List<Single> parts) implements Selection {
        /** Copies the list. */
        public Multi {
            parts = List.copyOf(parts);
        }
    }

    /** No part exists, 416 with {@link #unsatisfiedContentRange}. */
    public record Unsatisfiable() implements Selection {}

    /**
     * Decides what a request gets of a selected representation: only GET of a 200 with exactly one
     * Range whose If-Range holds is answered in part (§14.2).
     *
     * @param length the representation's length in bytes
     */
    public static Selection select(
            RequestHead request, ResponseHead selected, long length, long nowMillis) {
        String range = request.fields().first("Range");
        boolean applies =
                range != null
                        && request.method().equals("GET")
                        && selected.status() == Statuses.OK
                        && request.fields().count("Range") == 1
                        && Conditional.rangeApplies(request.fields(), selected.fields(), nowMillis);
        return range != null && applies ? parse(range, length) : WHOLE;
    }

    /** Reads a Range value; other units and invalid values mean the whole representation. */
    public static Selection parse(String range, long length) {
        String value = Tokens.trim(range);
        int equals = value.indexOf('=');
        if (equals < 0 || !value.substring(0, equals).equalsIgnoreCase(UNIT)) {
            return WHOLE;
        }
        List<Single> parts = new ArrayList<>(2);
        int specs = 0;
        int from = equals + 1;
        while (from <= value.length()) {
            int comma = value.indexOf(',', from);
            int to = comma < 0 ? value.length() : comma;
            String spec = Tokens.trim(value.substring(from, to));
            from = to + 1;
            if (spec.isEmpty()) {
                continue;
            }
            specs++;
            if (specs > MAX_RANGES || !addPart(spec, length, parts)) {
                return WHOLE;
            }
        }
        return specs == 0 ? WHOLE : ofParts(parts, length);
    }

    private static Selection ofParts(List<Single> parts, long length) {
        if (parts.isEmpty()) {
            return new Unsatisfiable();
        }
        if (length == 0) {
            // A suffix of nothing is satisfiable, but there is no Content-Range for it.
            return WHOLE;
        }
        List<Single> merged = merge(parts);
        return merged.size() == 1 ? merged.getFirst() : new Multi(merged);
    }

    /** Adds the part that a spec selects, if any; false when the spec is invalid. */
    private static boolean addPart(String spec, long length, List<Single> parts) {
        int dash = spec.indexOf('-');
        if (dash < 0) {
            return false;
        }
        long first = Tokens.digits(spec.substring(0, dash), Long.MAX_VALUE);
        long last = Tokens.digits(spec.substring(dash + 1), Long.MAX_VALUE);
        if (dash == 0) {
            return last != Tokens.NOT_A_NUMBER && addSuffix(last, length, parts);
        }
        boolean openEnded = dash == spec.length() - 1;
        if (first == Tokens.NOT_A_NUMBER || (!openEnded && last < first)) {
            return false;
        }
        if (first < length) {
            parts.add(new Single(first, openEnded ? length - 1 : Math.min(last, length - 1)));
        }
        return true;
    }

    private static boolean addSuffix(long suffixLength, long length, List<Single> parts) {
        if (suffixLength > 0) {
            parts.add(new Single(Math.max(0, length - suffixLength), length - 1));
        }
        return true;
    }

    /** Merges what overlaps or is close; a merged part stays where its first member stood. */
    private static List<Single> merge(List<Single> parts) {
        List<Single> merged = new ArrayList<>(parts);
        for (int i = 0; i < merged.size(); i++) {
            int j = i + 1;
            while (j < merged.size()) {
                Single union = unionIfClose(merged.get(i), merged.get(j));
                if (union == null) {
                    j++;
                } else {
                    merged.set(i, union);
                    merged.remove(j);
                    // The larger part may now touch one that was passed over.
                    j = i + 1;
                }
            }
        }
        return merged;
    }

    private static @Nullable Single unionIfClose(Single one, Single other) {
        long gap = Math.max(one.first(), other.first()) - Math.min(one.last(), other.last()) - 1;
        return gap > MERGE_GAP_BYTES
                ? null
                : new Single(
                        Math.min(one.first(), other.first()), Math.max(one.last(), other.last()));
    }

    /** Returns the Content-Range of a part: {@code bytes 0-4/10}. */
    public static String contentRange(Single part, long length) {
        return "bytes " + part.first() + '-' + part.last() + '/' + length;
    }

    /** Returns the Content-Range of a 416: {@code bytes *}{@code /10}. */
    public static String unsatisfiedContentRange(long length) {
        return "bytes */" + length;
    }

    /** Returns the Content-Type of a response in several parts. */
    public static String multipartType(String boundary) {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /**
     * Returns what goes before the bytes of a part.
     *
     * @param contentType the representation's type, or null where it has none
     */
    public static String partHead(
            String boundary, @Nullable String contentType, Single part, long length) {
        StringBuilder head =
                new StringBuilder(128).append("\r\n--").append(boundary).append("\r\n");
        if (contentType != null) {
            head.append("Content-Type: ").append(contentType).append("\r\n");
        }
        return head.append("Content-Range: ")
                .append(contentRange(part, length))
                .append("\r\n\r\n")
                .toString();
    }

    /** Returns what goes after the last part. */
    public static String multipartEnd(String boundary) {
        return "\r\n--" + boundary + "--\r\n";
    }

    /** Returns the Content-Length of a response in several parts. */
    public static long multipartLength(
            String boundary, @Nullable String contentType, Multi selection, long length) {
        long total = multipartEnd(boundary).length();
        for (Single part : selection.parts()) {
            total += partHead(boundary, contentType, part, length).length() + part.length();
        }
        return total;
    }
}

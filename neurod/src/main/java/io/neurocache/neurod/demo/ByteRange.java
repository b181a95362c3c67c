package io.neurocache.neurod.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Range header asks of a representation of a known length (RFC 9110 §14.2). Immutable. */
sealed interface ByteRange {
    /** No range, one that is malformed, or several: the whole representation is the answer. */
    record Whole() implements ByteRange {}

    /** One part, both offsets inclusive. */
    record Part(long first, long last) implements ByteRange {
        long count() {
            return last - first + 1;
        }
    }

    /** A range that begins behind the end: 416. */
    record Unsatisfiable() implements ByteRange {}

    Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    static ByteRange parse(String header, long lengthBytes) {
        Matcher single = SINGLE.matcher(header.strip());
        if (!single.matches() || header.strip().equals("bytes=-")) {
            return new Whole();
        }
        String first = single.group(1);
        String last = single.group(2);
        if (first.isEmpty()) {
            long suffix = Math.min(Long.parseLong(last), lengthBytes);
            return suffix == 0
                    ? new Unsatisfiable()
                    : new Part(lengthBytes - suffix, lengthBytes - 1);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
        if (to < from) {
            return new Whole();
        }
        return from >= lengthBytes
                ? new Unsatisfiable()
                : new Part(from, Math.min(to, lengthBytes - 1));
    }
}

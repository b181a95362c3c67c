package io.neurocache.predict.replay;

import io.neurocache.predict.trace.Trace;
import io.neurocache.slab.Check;
import java.util.Locale;

/** How large a cache is: a share of a trace's footprint, or bytes. */
public sealed interface CacheSize {
    /** What the size comes to for a trace, at least 1. */
    long capacity(Trace trace);

    /** The share of the trace's footprint that it is. */
    double fraction(Trace trace);

    /**
     * Reads {@code 0.5%}, {@code 1000}, {@code 64k}, {@code 10m}, {@code 2g} or {@code 1t}.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static CacheSize parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        try {
            if (lower.endsWith("%")) {
                return new Share(Double.parseDouble(lower.substring(0, lower.length() - 1)) / 100);
            }
            int unit = lower.isEmpty() ? -1 : "kmgt".indexOf(lower.charAt(lower.length() - 1));
            String digits = unit < 0 ? lower : lower.substring(0, lower.length() - 1);
            return new Bytes(Math.multiplyExact(Long.parseLong(digits), 1L << (10 * (unit + 1))));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "\""
                            + text
                            + "\" is no cache size: expected a share of the footprint such as"
                            + " 0.1%, or bytes such as 500000, 64k, 10m or 2g",
                    e);
        }
    }

    /** A share of the footprint, above 0 and at most 1. */
    record Share(double share) implements CacheSize {
        /** Checks the share. */
        public Share {
            Check.argument(share > 0 && share <= 1, "a share outside of 0..1");
        }

        @Override
        public long capacity(Trace trace) {
            return Math.max(1, (long) (trace.footprint() * share));
        }

        @Override
        public double fraction(Trace trace) {
            return share;
        }
    }

    /** Bytes; objects where the trace has no sizes. */
    record Bytes(long bytes) implements CacheSize {
        /** Checks the bytes. */
        public Bytes {
            Check.argument(bytes > 0, "a size that is not above 0", bytes);
        }

        @Override
        public long capacity(Trace trace) {
            return bytes;
        }

        @Override
        public double fraction(Trace trace) {
            return (double) bytes / trace.footprint();
        }
    }
}

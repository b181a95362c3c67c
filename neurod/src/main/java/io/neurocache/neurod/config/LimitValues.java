package io.neurocache.neurod.config;

import io.neurocache.edge.Limit;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Reads and writes the values of {@link Limit}s in their units.
 *
 * <p>Safe from any thread.
 */
final class LimitValues {
    /** Every key, in the order of the table. */
    static final List<String> KEYS = Arrays.stream(Limit.values()).map(Limit::key).toList();

    private LimitValues() {}

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException when it is malformed or out of range, saying what is
     *     accepted
     */
    static long parse(Limit limit, String text) {
        long value =
                switch (limit.unit()) {
                    case BYTES, BYTES_PER_SECOND -> Units.parseSize(text);
                    case MILLIS -> Units.parseDuration(text).toMillis();
                    case COUNT -> Units.parseCount(text);
                };
        if (!limit.accepts(value)) {
            throw new IllegalArgumentException(
                    "outside its range, "
                            + format(limit, limit.min())
                            + " to "
                            + format(limit, limit.max()));
        }
        return value;
    }

    static String format(Limit limit, long value) {
        return switch (limit.unit()) {
            case BYTES, BYTES_PER_SECOND -> Units.formatSize(value);
            case MILLIS -> Units.formatDuration(Duration.ofMillis(value));
            case COUNT -> Long.toString(value);
        };
    }
}

package io.neurocache.neurod.config;

import java.time.Duration;
import java.util.Locale;

/**
 * Sizes such as {@code 512MiB} and times such as {@code 30s}, as people write them.
 *
 * <p>Safe from any thread.
 */
final class Units {
    private static final int MAX_DIGITS = 15;
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long TIB = 1L << 40;

    private Units() {}

    /**
     * Reads a size; units count in 1024s.
     *
     * @throws IllegalArgumentException saying what is accepted
     */
    static long parseSize(String text) {
        int unitStart = digits(text);
        String unit = text.substring(unitStart).toLowerCase(Locale.ROOT);
        long factor =
                switch (unit) {
                    case "b" -> 1;
                    case "k", "kib" -> KIB;
                    case "m", "mib" -> MIB;
                    case "g", "gib" -> GIB;
                    case "t", "tib" -> TIB;
                    default -> 0;
                };
        if (unitStart == 0 || factor == 0) {
            throw new IllegalArgumentException(
                    "a size is a whole number with a unit: 512MiB, 64m, 1g, 100b");
        }
        return product(text, unitStart, factor);
    }

    /**
     * Reads a time.
     *
     * @throws IllegalArgumentException saying what is accepted
     */
    static Duration parseDuration(String text) {
        int unitStart = digits(text);
        long millis =
                switch (text.substring(unitStart)) {
                    case "ms" -> 1;
                    case "s" -> 1_000;
                    case "m" -> 60_000;
                    case "h" -> 3_600_000;
                    case "d" -> 86_400_000;
                    default -> 0;
                };
        if (unitStart == 0 || millis == 0) {
            throw new IllegalArgumentException(
                    "a time is a whole number with a unit: 500ms, 30s, 10m, 1h, 7d");
        }
        return Duration.ofMillis(product(text, unitStart, millis));
    }

    /** Reads a whole number that is not negative. */
    static long parseCount(String text) {
        if (text.isEmpty() || digits(text) != text.length()) {
            throw new IllegalArgumentException("not a whole number");
        }
        return product(text, text.length(), 1);
    }

    /** Writes a size in the largest unit that divides it. */
    static String formatSize(long bytes) {
        if (bytes == 0 || bytes % KIB != 0) {
            return bytes + "b";
        }
        if (bytes % MIB != 0) {
            return bytes / KIB + "KiB";
        }
        return bytes % GIB == 0 ? bytes / GIB + "GiB" : bytes / MIB + "MiB";
    }

    /** Writes a time in the largest unit that divides it. */
    static String formatDuration(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        if (seconds % 3_600 != 0) {
            return seconds / 60 + "m";
        }
        return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds / 3_600 + "h";
    }

    private static int digits(String text) {
        int index = 0;
        while (index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9') {
            index++;
        }
        return index;
    }

    private static long product(String text, int digits, long factor) {
        if (digits > MAX_DIGITS) {
            throw new IllegalArgumentException("too large");
        }
        try {
            return Math.multiplyExact(Long.parseLong(text.substring(0, digits)), factor);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("too large", e);
        }
    }
}

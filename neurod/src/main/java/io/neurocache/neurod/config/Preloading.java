package io.neurocache.neurod.config;

import io.neurocache.predict.next.preload.PreloadConfig;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How far the edge goes in fetching what will probably be asked for. */
public enum Preloading {
    /** Nothing is fetched; what comes next is learnt all the same, and shown. */
    OFF,
    /** Where hardly any more bytes are fetched than without. */
    THRIFTY,
    /** More hits for some more bytes and requests. */
    NORMAL;

    private static final String ACCEPTED =
            Arrays.stream(values()).map(Preloading::label).collect(Collectors.joining(", "));

    /** The bounds for it. */
    public PreloadConfig config() {
        return switch (this) {
            case OFF -> withoutBudget();
            case THRIFTY -> PreloadConfig.THRIFTY;
            case NORMAL -> PreloadConfig.NORMAL;
        };
    }

    private static PreloadConfig withoutBudget() {
        PreloadConfig thrifty = PreloadConfig.THRIFTY;
        // No probability is above 1: nothing is touched either.
        return new PreloadConfig(thrifty.rule(), 2, 0, thrifty.leastPrecision());
    }

    /** What it is called on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException saying what is accepted
     */
    static Preloading parse(String text) {
        for (Preloading each : values()) {
            if (each.label().equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no way of pre-loading; accepted: " + ACCEPTED);
    }
}

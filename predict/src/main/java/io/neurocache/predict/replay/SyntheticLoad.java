package io.neurocache.predict.replay;

import io.neurocache.predict.trace.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Loads whose behaviour is known and changes at known times, to replay beside recorded ones. The
 * last seven are made to fool a policy that learns. Their time scales suit caches of 100 to 1,000
 * objects; all but one have objects of one size.
 */
public enum SyntheticLoad {
    /** Popularity that stays, with a scan of unknown keys now and then. */
    SCANS("scans"),
    /** Popularity and a loop over 2,000 keys by turns. */
    LOOPS("loops"),
    /** A few new keys become what nearly everybody asks for, for a while. */
    FLASH_CROWDS("flash-crowds"),
    /** What is popular drifts through the keys, and three requests of ten are for one only. */
    DRIFT("drift"),
    /** Six of ten requests are for what is never asked for again. */
    ONE_HIT_WONDERS("one-hit-wonders"),
    /** Quick repeats that promise nothing; then plain popularity; then quick repeats again. */
    SWITCHES("switches"),

    /** Objects that are asked for three times at once and never again, beside popular ones. */
    QUICK_REPEATS("quick-repeats"),
    /** What is most popular becomes what is least so, and back, after ever other spans. */
    REVERSALS("reversals"),
    /** Loops over a few more keys than a cache of 100, 300 or 1,000 holds, by turns. */
    TIGHT_LOOPS("tight-loops"),
    /** New keys come back once soon after in one phase, and never in the next. */
    BROKEN_PROMISES("broken-promises"),
    /** Keys asked for at an even, short pace ten times, then never; others at a long, even pace. */
    DECOYS("decoys"),
    /** Bursts teach that a second request is the last, then that it is the first of many. */
    TURNCOATS("turncoats"),
    /** Small objects are popular and large ones not, then the reverse, and so on. */
    SIZE_FLIPS("size-flips");

    private final String label;

    SyntheticLoad(String label) {
        this.label = label;
    }

    /** What it is called on a command line and in reports. */
    public String label() {
        return label;
    }

    /** Whether it was made to fool a policy that learns. */
    public boolean isHostile() {
        return compareTo(QUICK_REPEATS) >= 0;
    }

    /**
     * Makes it, in a fraction of a second for 100,000 requests.
     *
     * @param seed the same seed makes the same requests
     */
    public Trace trace(int requests, long seed) {
        SyntheticRequests made = new SyntheticRequests(label, requests, seed);
        for (int i = 0; i < requests; i++) {
            made.request(this, i);
        }
        return made.trace();
    }

    /**
     * Reads {@code all}, or labels with commas between them.
     *
     * @throws IllegalArgumentException when a label is unknown; the message lists the known ones
     */
    public static List<SyntheticLoad> parse(String text) {
        if (text.strip().equalsIgnoreCase("all")) {
            return List.of(values());
        }
        return Arrays.stream(text.split(",", -1)).map(SyntheticLoad::one).distinct().toList();
    }

    private static SyntheticLoad one(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        for (SyntheticLoad load : values()) {
            if (load.label.equals(wanted)) {
                return load;
            }
        }
        throw new IllegalArgumentException(
                "unknown load \""
                        + wanted
                        + "\": expected all, or some of "
                        + Arrays.stream(values())
                                .map(SyntheticLoad::label)
                                .collect(Collectors.joining(", ")));
    }
}

package io.neurocache.predict.next.preload;

import io.neurocache.predict.next.Ranking;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides what to fetch before it is asked for, and watches what comes of it.
 *
 * <p>Every pre-load is followed to its end: used, late (asked for while still on its way), or
 * unused. When the share of useful ones among the last {@value Outcomes#WINDOW} falls below its
 * floor, pre-loading stops for {@value #PAUSE_REQUESTS} requests and then tries again with a clean
 * slate; nothing can be learnt from pre-loads that are not made, so it must.
 *
 * <p>At most {@value #FOLLOWED} pre-loads are in sight; the oldest beyond them counts as unused.
 * Confined to one thread.
 */
public final class Preloader {
    private static final int FOLLOWED = 8_192;
    private static final int PAUSE_REQUESTS = 10_000;

    /** The most that may be saved up, in objects of mean size. */
    private static final double BURST_OBJECTS = 64;

    /** The odds of what is fetched anew: nobody has guessed. */
    private static final float REFRESH = Float.NaN;

    private final PreloadConfig config;
    private final Shelf shelf;
    private final Outcomes outcomes = new Outcomes();

    /** The pre-loads in sight, oldest first. */
    private final Map<String, Guess> followed = new LinkedHashMap<>();

    private long requests;
    private double requestedBytes;
    private double allowance;
    private long resumesAt;
    private boolean isPaused;

    private long preloads;
    private long used;
    private long late;
    private long unused;
    private long touched;
    private long overBudget;
    private long busy;
    private long pauses;
    private long refreshes;
    private double preloadedBytes;
    private double wastedBytes;

    /** A pre-load in sight. */
    private static final class Guess {
        final long bytes;
        final boolean isRefresh;
        boolean hasArrived;

        Guess(long bytes, boolean isRefresh) {
            this.bytes = bytes;
            this.isRefresh = isRefresh;
        }

        /** What is asked for while it is fetched anew is served as it is: nobody waits. */
        boolean isDecidedByRequest() {
            return hasArrived || !isRefresh;
        }
    }

    /** Makes one that has fetched nothing. */
    public Preloader(PreloadConfig config, Shelf shelf) {
        this.config = config;
        this.shelf = shelf;
        this.allowance = mostAllowance();
    }

    /** A client asked for a key of this size. */
    public void requested(String key, long bytes) {
        requests++;
        requestedBytes += bytes;
        allowance = Math.min(allowance + config.budget() * bytes, mostAllowance());
        Guess guess = followed.get(key);
        if (guess != null && guess.isDecidedByRequest()) {
            followed.remove(key);
            // It was fetched once in any case: the budget is for mistakes.
            allowance = Math.min(allowance + guess.bytes, mostAllowance());
            if (guess.hasArrived) {
                used++;
                shelf.ended(key, Shelf.End.USED);
            } else {
                late++;
                shelf.ended(key, Shelf.End.LATE);
            }
            resolve(true);
        }
        if (isPaused && requests >= resumesAt) {
            isPaused = false;
            outcomes.clear();
        }
    }

    /** Fetches and touches what is worth it among a client's likely next keys. */
    public void decide(Ranking ranking) {
        int most = Math.min(ranking.size(), config.rule().most());
        for (int rank = 0; rank < most; rank++) {
            consider(ranking.key(rank), ranking.probability(rank));
        }
    }

    /** Fetches or touches one candidate if that is worth it. */
    public void consider(String key, float probability) {
        if (probability < Math.min(config.rule().floor(), config.touchFloor())) {
            return;
        }
        if (shelf.holds(key)) {
            if (probability >= config.touchFloor()) {
                shelf.touch(key);
                touched++;
            }
            return;
        }
        // A pre-load that has arrived and is not held any more went stale without a word.
        evicted(key);
        if (!isPaused && !followed.containsKey(key)) {
            considerFetching(key, probability);
        }
    }

    private void considerFetching(String key, float probability) {
        long expected = shelf.expectedBytes(key);
        if (expected == Shelf.NOT_STORED) {
            return;
        }
        double mean = meanBytes();
        long bytes = expected == Shelf.UNKNOWN ? (long) mean : expected;
        if (config.rule().isWorth(probability, bytes, mean)) {
            fetch(key, bytes, probability);
        }
    }

    /**
     * Fetches a stored object anew before it goes stale, because it will be asked for again.
     *
     * @return whether it is on its way
     */
    public boolean refresh(String key, long bytes) {
        if (isPaused || followed.containsKey(key) || !fetch(key, bytes, REFRESH)) {
            return false;
        }
        refreshes++;
        return true;
    }

    private boolean fetch(String key, long bytes, float odds) {
        if (bytes > allowance) {
            overBudget++;
            return false;
        }
        if (shelf.isBusy()) {
            busy++;
            return false;
        }
        allowance -= bytes;
        preloads++;
        preloadedBytes += bytes;
        follow(key, new Guess(bytes, Float.isNaN(odds)));
        shelf.guessed(key, odds);
        shelf.preload(key);
        return true;
    }

    private void follow(String key, Guess guess) {
        if (followed.size() == FOLLOWED) {
            Map.Entry<String, Guess> oldest = followed.entrySet().iterator().next();
            followed.remove(oldest.getKey());
            wasted(oldest.getKey(), oldest.getValue());
        }
        followed.put(key, guess);
    }

    private void wasted(String key, Guess guess) {
        shelf.ended(key, Shelf.End.UNUSED);
        unused++;
        wastedBytes += guess.bytes;
        resolve(false);
    }

    private double mostAllowance() {
        return config.budget() == PreloadConfig.NO_BUDGET
                ? Double.POSITIVE_INFINITY
                : BURST_OBJECTS * meanBytes();
    }

    private double meanBytes() {
        return requests == 0 ? 0 : requestedBytes / requests;
    }

    /** A pre-load is in the cache. */
    public void arrived(String key) {
        Guess guess = followed.get(key);
        if (guess != null) {
            guess.hasArrived = true;
        }
    }

    /**
     * An object left the cache or went stale; does nothing if it was no pre-load or was used.
     *
     * <p>While a pre-load is on its way, what leaves under its key is the stale object it replaces.
     */
    public void evicted(String key) {
        Guess guess = followed.get(key);
        if (guess != null && guess.hasArrived) {
            failed(key);
        }
    }

    /** A pre-load could not be fetched or stored. */
    public void failed(String key) {
        Guess guess = followed.remove(key);
        if (guess != null) {
            wasted(key, guess);
        }
    }

    /** Looks which of the pre-loads in sight have left the cache; costs a look-up for each. */
    public void lookThrough() {
        followed.entrySet()
                .removeIf(each -> {
                    Guess guess = each.getValue();
                    boolean hasLeft = guess.hasArrived && !shelf.holds(each.getKey());
                    if (hasLeft) {
                        wasted(each.getKey(), guess);
                    }
                    return hasLeft;
                });
    }

    /** Fetches nothing for a while: it has been found to do harm. */
    public void pause() {
        if (!isPaused) {
            isPaused = true;
            pauses++;
            resumesAt = requests + PAUSE_REQUESTS;
        }
    }

    private void resolve(boolean wasUseful) {
        outcomes.add(wasUseful);
        if (outcomes.isBelow(config.leastPrecision())) {
            pause();
        }
    }

    /** What has been done so far. */
    public PreloadStats stats() {
        return new PreloadStats(
                preloads,
                used,
                late,
                unused,
                touched,
                refreshes,
                overBudget,
                busy,
                pauses,
                preloadedBytes,
                wastedBytes,
                outcomes.precision(),
                isPaused);
    }
}

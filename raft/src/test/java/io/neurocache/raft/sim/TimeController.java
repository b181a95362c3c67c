package io.neurocache.raft.sim;

import io.neurocache.slab.Check;
import java.util.Arrays;

/**
 * How fast time passes for each server: skew, drift and pauses. The only clock there is.
 *
 * <p>A tick takes {@value #TICK_MICROS} microseconds on a server whose clock is right. One thread.
 */
public final class TimeController {
    /** A tick of a right clock. */
    public static final int TICK_MICROS = 10_000;

    private static final int RIGHT_PERMILLE = 1000;

    private final int[] ratePermille;
    private final long[] pausedUntilMicros;
    private final SimRandom random;

    private int skewPermille;

    /**
     * Clocks of which each goes right, until {@link #skew}.
     *
     * @param maxId the highest id of a server
     */
    public TimeController(int maxId, SimRandom random) {
        this.ratePermille = new int[maxId + 1];
        this.pausedUntilMicros = new long[maxId + 1];
        this.random = random;
        Arrays.fill(ratePermille, RIGHT_PERMILLE);
    }

    /**
     * Lets each clock go wrong by so much at most, and drift within that from now on; 0 makes all
     * right again.
     */
    public void skew(int permille) {
        Check.argument(permille >= 0 && permille < RIGHT_PERMILLE, "not a skew", permille);
        skewPermille = permille;
        for (int id = 0; id < ratePermille.length; id++) {
            ratePermille[id] = RIGHT_PERMILLE + random.between(-permille, permille);
        }
    }

    /** One clock changes its rate, within the skew. */
    public void drift(int id) {
        ratePermille[id] = RIGHT_PERMILLE + random.between(-skewPermille, skewPermille);
    }

    /** How long the server's next tick takes, in microseconds of everybody's time. */
    public long tickMicros(int id) {
        return (long) TICK_MICROS * RIGHT_PERMILLE / ratePermille[id];
    }

    /** Stops a server (SIGSTOP): it keeps everything and does nothing until then. */
    public void pause(int id, long untilMicros) {
        pausedUntilMicros[id] = Math.max(pausedUntilMicros[id], untilMicros);
    }

    /** Whether the server does nothing now. */
    public boolean isPaused(int id, long nowMicros) {
        return nowMicros < pausedUntilMicros[id];
    }

    /** When the server goes on. */
    public long pausedUntilMicros(int id) {
        return pausedUntilMicros[id];
    }

    /** All clocks go right; a pause ends when it was to end, so that nobody misses a tick. */
    public void heal() {
        skew(0);
    }
}

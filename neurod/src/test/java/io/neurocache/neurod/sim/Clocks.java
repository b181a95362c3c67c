package io.neurocache.neurod.sim;

import io.neurocache.raft.sim.SimRandom;

/**
 * The servers' monotonic clocks, which run apart by a bound at most, whether their servers stand
 * still or not. They begin anywhere, so that sums wrap around. One thread.
 */
final class Clocks {
    private static final int MILLION = 1_000_000;

    private final SimRandom random;
    private final int[] rates;
    private final long[] sinceMicros;
    private final long[] sinceNanos;
    private final int ownPpm;
    private final boolean isExtreme;

    /**
     * Clocks that differ.
     *
     * @param apartPpm by how much the fastest may be faster than the slowest
     * @param isExtreme whether each is as fast or as slow as the bound allows
     */
    Clocks(int maxId, int apartPpm, boolean isExtreme, SimRandom random) {
        this.random = random;
        this.isExtreme = isExtreme;
        // (1 + own) / (1 - own) = 1 + apart
        ownPpm = (int) ((long) apartPpm * MILLION / (2L * MILLION + apartPpm));
        rates = new int[maxId + 1];
        sinceMicros = new long[maxId + 1];
        sinceNanos = new long[maxId + 1];
        for (int id = 0; id <= maxId; id++) {
            rates[id] = drawRate();
            sinceNanos[id] =
                    random.chance(200)
                            ? Long.MAX_VALUE - random.nextInt(1 << 30)
                            : random.nextLong() >> 2;
        }
    }

    /** What the server's clock says. */
    long nanos(int id, long nowMicros) {
        long passed = nowMicros - sinceMicros[id];
        return sinceNanos[id] + passed * 1000 + passed * rates[id] / 1000;
    }

    /** The server's clock takes another rate from now on. */
    void drift(int id, long nowMicros) {
        sinceNanos[id] = nanos(id, nowMicros);
        sinceMicros[id] = nowMicros;
        rates[id] = drawRate();
    }

    private int drawRate() {
        if (isExtreme) {
            return random.nextBoolean() ? ownPpm : -ownPpm;
        }
        return random.between(-ownPpm, ownPpm);
    }
}

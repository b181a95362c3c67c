package io.neurocache.raft.sim;

import java.util.random.RandomGenerator;

/**
 * SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
 *
 * <p>Written out here so that a seed means the same life on every JDK. Each concern of a life
 * (network, disks, clients, ...) has a stream of its own: another draw in one of them does not
 * change what the others see. One thread.
 */
public final class SimRandom implements RandomGenerator {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /** The stream of this seed. */
    public SimRandom(long seed) {
        this.state = seed;
    }

    /** A stream of its own, the same for the same seed and name, whatever was drawn before. */
    public static SimRandom of(long seed, int stream) {
        return new SimRandom(mix(mix(seed) + stream * GOLDEN_GAMMA));
    }

    @Override
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    @Override
    public int nextInt(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /** From the first to the last number, both inclusive. */
    public int between(int first, int last) {
        return first + nextInt(last - first + 1);
    }

    /** True in so many cases of a thousand. */
    public boolean chance(int permille) {
        return permille > 0 && nextInt(1000) < permille;
    }

    /** Spreads the bits of a number; also what digests of traces are made with. */
    public static long mix(long z) {
        long mixed = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}

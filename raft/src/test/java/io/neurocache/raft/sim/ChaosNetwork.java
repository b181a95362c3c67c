package io.neurocache.raft.sim;

import io.neurocache.slab.Check;
import java.util.Arrays;

/**
 * What a network does to messages: a policy that says of each whether and when it arrives. It moves
 * nothing itself, so that it serves a simulation as well as a relay between real sockets.
 *
 * <p>Messages from one server to another keep their order, as on a connection, unless one is drawn
 * to overtake. Everything is drawn from the generator given. One thread.
 */
public final class ChaosNetwork {
    /** Instead of a delay: the message never arrives. */
    public static final long LOST = -1;

    /**
     * How the network is.
     *
     * @param lossPermille of messages that never arrive
     * @param duplicatePermille of messages that arrive twice
     * @param overtakePermille of messages that may pass those sent before them
     * @param minDelayMicros the least a message takes
     * @param meanDelayMicros what it takes on top of that on average (exponential)
     */
    public record Weather(
            int lossPermille,
            int duplicatePermille,
            int overtakePermille,
            int minDelayMicros,
            int meanDelayMicros) {
        /** Nothing is lost, doubled or overtaken. */
        public static final Weather FAIR = new Weather(0, 0, 0, 200, 300);
    }

    private static final int QUANTILES = 64;

    /** The exponential distribution with mean 1024, by its 64 quantiles: no logarithm a message. */
    private static final int[] EXPONENTIAL = new int[QUANTILES];

    static {
        for (int i = 0; i < QUANTILES; i++) {
            EXPONENTIAL[i] = (int) (-1024 * StrictMath.log(1 - (i + 0.5) / QUANTILES));
        }
    }

    private final SimRandom random;
    private final int stride;
    private final boolean[] cut;
    private final long[] cloggedUntilMicros;
    private final long[] lastArrivalMicros;

    private Weather weather;

    /**
     * A network that is whole.
     *
     * @param maxId the highest id of a server; 0 stands for all clients
     */
    public ChaosNetwork(int maxId, Weather weather, SimRandom random) {
        this.weather = weather;
        this.random = random;
        this.stride = maxId + 1;
        this.cut = new boolean[stride * stride];
        this.cloggedUntilMicros = new long[stride * stride];
        this.lastArrivalMicros = new long[stride * stride];
    }

    /** Changes how the network is; what is cut stays so. */
    public void weather(Weather next) {
        weather = next;
    }

    /** How long the message takes from now, in microseconds, or {@link #LOST}. */
    public long fate(int from, int to, long nowMicros) {
        int path = path(from, to);
        if (cut[path] || random.chance(weather.lossPermille)) {
            return LOST;
        }
        long arrival = nowMicros + delayMicros();
        if (!random.chance(weather.overtakePermille)) {
            arrival = Math.max(arrival, lastArrivalMicros[path]);
            arrival = Math.max(arrival, cloggedUntilMicros[path]);
            lastArrivalMicros[path] = arrival;
        }
        return arrival - nowMicros;
    }

    /** As {@link #fate} for a second copy of a message; mostly there is none. */
    public long echo(int from, int to, long nowMicros) {
        if (!random.chance(weather.duplicatePermille)) {
            return LOST;
        }
        long late = Math.max(cloggedUntilMicros[path(from, to)] - nowMicros, 0);
        return late + 4 * delayMicros();
    }

    /** Nothing arrives from the one at the other any more; the way back is another matter. */
    public void cut(int from, int to) {
        cut[path(from, to)] = true;
    }

    /**
     * Cuts, both ways, every path between a server of the set and one outside of it. Clients (id 0)
     * still reach both sides: what an old leader tells them is the most interesting thing about it.
     */
    public void partition(long setOfIds) {
        for (int a = 1; a < stride; a++) {
            for (int b = 1; b < stride; b++) {
                if (isIn(setOfIds, a) != isIn(setOfIds, b)) {
                    cut(a, b);
                }
            }
        }
    }

    /** Holds up what is sent on the path; it arrives in a bunch at that time. */
    public void clog(int from, int to, long untilMicros) {
        cloggedUntilMicros[path(from, to)] = untilMicros;
    }

    /** Mends every path; the weather stays. */
    public void heal() {
        Arrays.fill(cut, false);
        Arrays.fill(cloggedUntilMicros, 0);
    }

    private long delayMicros() {
        int quantile = random.nextInt(QUANTILES);
        return weather.minDelayMicros
                + (((long) weather.meanDelayMicros * EXPONENTIAL[quantile]) >> 10);
    }

    private int path(int from, int to) {
        Check.argument(from < stride && to < stride, "no such server");
        return from * stride + to;
    }

    private static boolean isIn(long setOfIds, int id) {
        return (setOfIds >>> id & 1) != 0;
    }
}

package io.neurocache.neurod.process;

import java.util.SplittableRandom;

/** What is done to the cluster; the weights say how often, together 100. */
enum Fault {
    /** {@code kill -9} of the leader, and a restart a little later. */
    KILL_LEADER(30, 0),
    /** {@code kill -9} of a follower, and a restart a little later. */
    KILL_FOLLOWER(12, 0),
    /** Two killed at once: the third is no majority. */
    KILL_TWO(8, 0),
    /** All killed at once. */
    KILL_ALL(5, 0),
    /** SIGSTOP of the leader, for long enough that another one may lead when it goes on. */
    PAUSE_LEADER(25, 0),
    /** SIGSTOP of a follower. */
    PAUSE_FOLLOWER(15, 0),
    /** A follower is away for so long that it needs a snapshot. */
    LONG_ABSENCE(5, 120);

    private final int weight;
    private final int minSeconds;

    Fault(int weight, int minSeconds) {
        this.weight = weight;
        this.minSeconds = minSeconds;
    }

    /** Draws one that fits into a run of so many seconds. */
    static Fault draw(SplittableRandom random, long seconds) {
        while (true) {
            int draw = random.nextInt(100);
            for (Fault fault : values()) {
                draw -= fault.weight;
                if (draw < 0) {
                    if (seconds >= fault.minSeconds) {
                        return fault;
                    }
                    break;
                }
            }
        }
    }
}

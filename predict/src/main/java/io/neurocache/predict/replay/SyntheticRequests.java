package io.neurocache.predict.replay;

import io.neurocache.predict.trace.Trace;
import io.neurocache.predict.trace.TraceBuilder;
import java.util.SplittableRandom;

/** Makes the requests of a {@link SyntheticLoad}, one after the other. Confined to one thread. */
final class SyntheticRequests {
    private static final int KEYS = 5_000;

    /** The lengths of tight loops, a tenth above the caches they are for. */
    private static final int[] LOOPS = {110, 330, 1_100};

    /** Spans after which popularity turns round. */
    private static final int[] SPANS = {1_000, 4_000, 2_000, 12_000, 500};

    private static final int PHASE = 3_000;
    private static final long SMALL_BYTES = 1_000;
    private static final long LARGE_BYTES = 20_000;

    private final TraceBuilder trace;
    private final SplittableRandom random;
    private final int requests;
    private long unique;

    // Of reversals: the present span, when it ends, and whether popularity is turned round.
    private int span;
    private int spanEnd;
    private boolean reversed;

    SyntheticRequests(String name, int requests, long seed) {
        trace = new TraceBuilder(name);
        random = new SplittableRandom(seed);
        this.requests = requests;
    }

    Trace trace() {
        return trace.build();
    }

    /** Adds the request with a number. */
    void request(SyntheticLoad load, int i) {
        switch (load) {
            case SCANS -> onceOrPopular(i % 10_000 < 2_500);
            case LOOPS -> {
                if (i % 20_000 < 10_000) {
                    popular(0);
                } else {
                    ask("loop", i % 2_000);
                }
            }
            case FLASH_CROWDS -> {
                if (i % 15_000 > 10_000 && random.nextInt(4) > 0) {
                    ask("crowd" + i / 15_000 + "-", random.nextInt(100));
                } else {
                    popular(0);
                }
            }
            case DRIFT -> {
                if (random.nextInt(10) < 3) {
                    once();
                } else {
                    popular(i / 20);
                }
            }
            case ONE_HIT_WONDERS -> onceOrPopular(random.nextInt(10) < 6);
            case SWITCHES -> {
                if (i / (requests / 3 + 1) == 1) {
                    popular(0);
                } else {
                    ask("burst", (i - random.nextInt(6)) / 3);
                }
            }
            case QUICK_REPEATS -> {
                if (random.nextInt(2) == 0) {
                    ask("burst", i / 6);
                } else {
                    popular(0);
                }
            }
            case REVERSALS -> reversal(i);
            case TIGHT_LOOPS -> {
                int length = LOOPS[i / 20_000 % LOOPS.length];
                ask("tight" + length + "-", i % length);
            }
            case BROKEN_PROMISES -> promise(i);
            case DECOYS -> decoy(i);
            case TURNCOATS -> turncoat(i);
            case SIZE_FLIPS -> sized(i);
        }
    }

    private void reversal(int i) {
        if (i >= spanEnd) {
            reversed = !reversed;
            spanEnd += SPANS[span++ % SPANS.length];
        }
        int rank = rank();
        ask("key", reversed ? KEYS - 1 - rank : rank);
    }

    /** Half of the requests are popular; of the others every second is new, and may come back. */
    private void promise(int i) {
        if (i % 2 == 0) {
            popular(0);
        } else if (i / PHASE % 2 == 0 && i % 4 == 1) {
            ask("new", Math.max(0, i - 200 - random.nextInt(200)) / 4);
        } else {
            ask("new", i / 4);
        }
    }

    /** Decoys come every 20th request of theirs, ten times over; the honest every 800th or so. */
    private void decoy(int i) {
        if (i % 3 == 0) {
            ask("honest", i / 3 % 250);
        } else {
            int group = i / 3 / 200;
            ask("decoy" + group + "-", i % 20);
        }
    }

    /** Pairs of requests at first; then those that came as a pair go on being asked for. */
    private void turncoat(int i) {
        int round = i / (2 * PHASE);
        boolean pairs = i % (2 * PHASE) < PHASE;
        if (random.nextInt(3) == 0) {
            popular(0);
        } else if (pairs) {
            ask("turn" + round + "-", i % PHASE / 2 - (i % 2) * 20);
        } else {
            ask("turn" + (round % 2 == 0 ? round : -round) + "-", random.nextInt(PHASE / 2));
        }
    }

    private void sized(int i) {
        boolean small = (i / (2 * PHASE) % 2 == 0) == (random.nextInt(5) > 0);
        int key = rank();
        String name = small ? "small" : "large";
        trace.add(Trace.NO_TIME, "", name + key, small ? SMALL_BYTES : LARGE_BYTES);
    }

    private void onceOrPopular(boolean once) {
        if (once) {
            once();
        } else {
            popular(0);
        }
    }

    private void once() {
        ask("once", unique++);
    }

    private void popular(int first) {
        ask("key", first + rank());
    }

    /** A rank whose popularity falls like that of Zipf's law, about. */
    private int rank() {
        return (int) Math.exp(random.nextDouble() * Math.log(KEYS));
    }

    private void ask(String name, long number) {
        trace.add(Trace.NO_TIME, "", name + number, TraceBuilder.NO_SIZE);
    }
}

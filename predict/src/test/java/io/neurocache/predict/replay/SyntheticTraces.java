package io.neurocache.predict.replay;

import io.neurocache.predict.trace.Trace;
import io.neurocache.predict.trace.TraceBuilder;
import java.util.SplittableRandom;

/** Traces whose behaviour is known, or changes at a known time. Objects have a size of 1. */
final class SyntheticTraces {
    private final TraceBuilder trace;
    private final SplittableRandom random = new SplittableRandom(11);
    private long unique;

    private SyntheticTraces(String name) {
        trace = new TraceBuilder(name);
    }

    /** Popularity that stays, with a scan of unknown keys now and then. */
    static Trace scans(int requests) {
        SyntheticTraces made = new SyntheticTraces("scans");
        for (int i = 0; i < requests; i++) {
            if (i % 10_000 < 2_500) {
                made.once();
            } else {
                made.popular(0, 5_000);
            }
        }
        return made.trace.build();
    }

    /** Popularity, then a loop over more keys than the cache has room for, and so on. */
    static Trace loops(int requests) {
        SyntheticTraces made = new SyntheticTraces("loops");
        for (int i = 0; i < requests; i++) {
            if (i % 20_000 < 10_000) {
                made.popular(0, 5_000);
            } else {
                made.ask("loop" + i % 2_000);
            }
        }
        return made.trace.build();
    }

    /** A few new keys become what nearly everybody asks for, for a while. */
    static Trace flashCrowds(int requests) {
        SyntheticTraces made = new SyntheticTraces("flash-crowds");
        for (int i = 0; i < requests; i++) {
            int crowd = i / 15_000;
            boolean crowded = i % 15_000 > 10_000 && made.random.nextInt(4) > 0;
            if (crowded) {
                made.ask("crowd" + crowd + "-" + made.random.nextInt(100));
            } else {
                made.popular(0, 5_000);
            }
        }
        return made.trace.build();
    }

    /** What is popular drifts through the keys, and three requests of ten are for one only. */
    static Trace drift(int requests) {
        SyntheticTraces made = new SyntheticTraces("drift");
        for (int i = 0; i < requests; i++) {
            if (made.random.nextInt(10) < 3) {
                made.once();
            } else {
                made.popular(i / 20, 5_000);
            }
        }
        return made.trace.build();
    }

    /** Quick repeats that promise nothing; then plain popularity; then quick repeats again. */
    static Trace switches(int requests) {
        SyntheticTraces made = new SyntheticTraces("switches");
        for (int i = 0; i < requests; i++) {
            if (i / (requests / 3) == 1) {
                made.popular(0, 5_000);
            } else {
                made.ask("burst" + (i - made.random.nextInt(6)) / 3);
            }
        }
        return made.trace.build();
    }

    /** A key of a set whose popularity falls like that of Zipf's law, about. */
    private void popular(int first, int keys) {
        int rank = (int) Math.exp(random.nextDouble() * Math.log(keys));
        ask("key" + (first + rank));
    }

    private void once() {
        ask("once" + unique++);
    }

    private void ask(String key) {
        trace.add(Trace.NO_TIME, "", key, TraceBuilder.NO_SIZE);
    }
}

package io.neurocache.learner.values;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.eviction.ValueTables;
import io.neurocache.predict.trace.Trace;
import io.neurocache.predict.trace.TraceBuilder;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What tuning makes of tables that learnt by watching. */
class TableTunerTest {
    private static final int OBJECTS = 20;
    private static final int BYTES = 6;
    private static final int SEEN = 6_000;
    private static final int REQUESTS = 9_000;

    private static final int ROUNDS = 15;

    private static final TuningConfig CONFIG =
            new TuningConfig(8, 4_000, 2, 2_000, 0.3, 0.25, 4, 0.85, 0.95, 0.2, 1e-3);

    /**
     * A world that the model cannot value right: three new objects of ten come back for sure, once,
     * but after three turnovers, beyond what it looks at; half of the others do within one.
     */
    private static Trace world() {
        TraceBuilder trace = new TraceBuilder("late");
        SplittableRandom random = new SplittableRandom(5);
        NavigableMap<Integer, String> due = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            String key;
            if (!due.isEmpty() && due.firstKey() <= i) {
                key = due.pollFirstEntry().getValue();
            } else if (random.nextDouble() < 0.3) {
                key = "late" + i;
                put(due, i + (int) (3 * OBJECTS * (0.9 + 0.2 * random.nextDouble())), key);
            } else {
                key = "soon" + i;
                if (random.nextBoolean()) {
                    put(due, i + 1 + random.nextInt(OBJECTS), key);
                }
            }
            // The one kind is told from the other by the octave of its size alone.
            trace.add(Trace.NO_TIME, "", key, key.startsWith("late") ? BYTES + 1 : BYTES);
        }
        return trace.build();
    }

    private static void put(NavigableMap<Integer, String> due, int time, String key) {
        int free = time;
        while (due.containsKey(free)) {
            free++;
        }
        due.put(free, key);
    }

    private static TableTuner tuner(TuningMethod method, ValueTables start, long seed) {
        return switch (method) {
            case EVOLUTION -> new Evolution(start, seed);
            case GRADIENT -> new PolicyGradient(CONFIG, start, seed);
        };
    }

    @ParameterizedTest
    @EnumSource
    void whatComesBackForSureButLateIsFoundToBeWorthKeeping(TuningMethod method) {
        Trace trace = world();
        int capacity = OBJECTS * BYTES;
        TuningEpisode judged = TuningEpisode.lastQuarter(trace, capacity, SEEN);
        TuningEpisode practice = TuningEpisode.middle(trace, capacity, SEEN);
        ValueTables watched = judged.watch(1);
        TableTuner.Result result =
                tuner(method, watched, 1).tune(ROUNDS, practice, judged, () -> false);
        TuningEpisode later = new TuningEpisode(trace, capacity, 0, SEEN, REQUESTS);
        double before = later.hitRatio(watched, 1);
        double after = later.hitRatio(result.tables(), 1);
        assertTrue(after > before + 0.02, "before " + before + ", after " + after);
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedTunesTheSameAndNothingIsChangedWithoutRounds(TuningMethod method) {
        Trace trace = world();
        TuningEpisode practice = new TuningEpisode(trace, OBJECTS * BYTES, 0, 500, 1_500);
        ValueTables watched = practice.watch(1);
        float[][] weights = new float[2][];
        for (int i = 0; i < weights.length; i++) {
            TableTuner tuner = tuner(method, watched, 7);
            tuner.round(practice);
            weights[i] = tuner.tables().weights();
        }
        assertArrayEquals(weights[0], weights[1]);
        double moved = 0;
        for (int i = 0; i < weights[0].length; i++) {
            moved = Math.hypot(moved, weights[0][i] - watched.weights()[i]);
        }
        assertTrue(moved > CONFIG.learningRate() / 2, "moved by " + moved);
        TableTuner.Result none =
                tuner(method, watched, 7).tune(ROUNDS, practice, practice, () -> true);
        assertEquals(0, none.rounds());
        assertArrayEquals(watched.weights(), none.tables().weights());
    }
}

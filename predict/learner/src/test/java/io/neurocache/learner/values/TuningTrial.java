package io.neurocache.learner.values;

import io.neurocache.predict.eviction.TrainablePolicy;
import io.neurocache.predict.eviction.ValueTables;
import io.neurocache.predict.replay.CacheRun;
import io.neurocache.predict.replay.CacheSize;
import io.neurocache.predict.trace.Trace;
import io.neurocache.predict.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * By hand: what tuned tables are worth on requests that they were not tuned on. The first half of a
 * trace teaches and tunes, the second is hit or missed by the tables as they were at the half and
 * as they were tuned, both left as they are and learning on.
 *
 * <pre>{@code
 * java -cp ... io.neurocache.learner.values.TuningTrial WAY SIZE,SIZE SEED,SEED FILE...
 * }</pre>
 */
final class TuningTrial {
    private static final int ROUNDS = 20;

    private final TuningMethod method;
    private final Trace trace;
    private final long capacity;
    private final long seed;
    private final int half;

    private TuningTrial(TuningMethod method, Trace trace, long capacity, long seed) {
        this.method = method;
        this.trace = trace;
        this.capacity = capacity;
        this.seed = seed;
        half = trace.requests() / 2;
    }

    public static void main(String[] args) throws IOException {
        TuningMethod method = TuningMethod.valueOf(args[0].toUpperCase(Locale.ROOT));
        System.out.println("| trace | size | seed | a | b | c | d | best round | judged |");
        for (String file : List.of(args).subList(3, args.length)) {
            Trace trace = TraceReader.read(Path.of(file));
            for (String size : args[1].split(",", -1)) {
                for (String seed : args[2].split(",", -1)) {
                    long capacity = CacheSize.parse(size).capacity(trace);
                    String row =
                            new TuningTrial(method, trace, capacity, Long.parseLong(seed)).row();
                    System.out.printf("| %s | %s | %s | %s |%n", trace.name(), size, seed, row);
                }
            }
        }
    }

    private String row() {
        TuningEpisode judged = TuningEpisode.lastQuarter(trace, capacity, half);
        ValueTables watched = judged.watch(seed);
        TuningEpisode practice = TuningEpisode.middle(trace, capacity, half);
        TableTuner tuner = method.tuner(watched, seed);
        TableTuner.Result result = tuner.tune(ROUNDS, practice, judged, () -> false);
        ValueTables tuned = result.tables();
        return String.format(
                "%.4f | %.4f | %.4f | %.4f | %d of %d | %.4f to %.4f",
                hitRatio(watched, true),
                hitRatio(watched, false),
                hitRatio(tuned, true),
                hitRatio(tuned, false),
                result.bestRound(),
                result.rounds(),
                result.before(),
                result.after());
    }

    /** Of the second half; the first is the same for all, so the cache is, too. */
    private double hitRatio(ValueTables tables, boolean frozen) {
        TrainablePolicy policy = TuningEpisode.middle(trace, capacity, half).policy(seed);
        CacheRun cache = new CacheRun(trace, policy, capacity);
        cache.hits(0, half);
        policy.restore(tables);
        if (frozen) {
            policy.freeze();
        }
        return (double) cache.hits(half, trace.requests()) / (trace.requests() - half);
    }
}

package io.neurocache.learner.values;

import io.neurocache.predict.eviction.ValueTables;
import java.util.function.BooleanSupplier;

/**
 * A way to tune the tables of a value model by what comes of its choices. The same seed, tables and
 * stretches give the same tables, if nobody stops it. Confined to one thread.
 */
public interface TableTuner {
    /** The tables as they are. */
    ValueTables tables();

    /** Plays a stretch some times over, and learns from that. */
    void round(TuningEpisode practice);

    /**
     * What came of tuning.
     *
     * @param tables those that hit most where they were judged
     * @param rounds how many there were
     * @param bestRound after which of them they were reached; 0 for the tables of the beginning
     * @param before the hit ratio of the tables of the beginning where they were judged
     * @param after that of the best tables
     */
    record Result(ValueTables tables, int rounds, int bestRound, double before, double after) {}

    /**
     * Tunes on one stretch and judges on another, by playing it without draws after each round.
     *
     * @param isOver asked before each round, whether to leave it at that
     */
    default Result tune(
            int rounds, TuningEpisode practice, TuningEpisode judged, BooleanSupplier isOver) {
        ValueTables best = tables();
        double before = judged.judge(best);
        double most = before;
        int bestRound = 0;
        int round = 0;
        while (round < rounds && !isOver.getAsBoolean()) {
            round(practice);
            round++;
            double reached = judged.judge(tables());
            if (reached > most) {
                most = reached;
                best = tables();
                bestRound = round;
            }
        }
        return new Result(best, round, bestRound, before, most);
    }
}

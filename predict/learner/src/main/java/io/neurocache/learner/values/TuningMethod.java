package io.neurocache.learner.values;

import io.neurocache.predict.eviction.ValueTables;

/** The ways to tune tables. */
public enum TuningMethod {
    /** Evolution strategies. */
    EVOLUTION,
    /** Policy gradient: proximal policy optimization. */
    GRADIENT;

    /** Begins with tables. */
    public TableTuner tuner(ValueTables start, long seed) {
        return switch (this) {
            case EVOLUTION -> new Evolution(start, seed);
            case GRADIENT -> new PolicyGradient(TuningConfig.DEFAULT, start, seed);
        };
    }
}

package io.neurocache.predict.eviction;

/** A policy that tells how it does, window by window, and has knobs. Confined as policies are. */
public interface TunablePolicy extends Policy {
    /** What happened since this was asked the last time, or since the beginning. */
    PolicyWindow window();

    /** The knobs as they are. */
    Knobs knobs();

    /** Turns the knobs. */
    void tune(Knobs knobs);
}

package io.neurocache.predict.replay;

/** A cache that a trace is run through. */
interface Simulation {
    /**
     * Answers a request for a key of the trace, and may store its object.
     *
     * @return whether it was a hit
     */
    boolean request(int key);
}

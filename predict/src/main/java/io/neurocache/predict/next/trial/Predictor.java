package io.neurocache.predict.next.trial;

import java.util.List;

/** What names next keys and learns from each request; confined to one thread. */
public interface Predictor {
    /** Whether a request of the client at this second would continue its session. */
    boolean isContinued(long client, long seconds);

    /**
     * The likeliest next keys of the client, at most {@code limit}; none where nothing is known.
     */
    List<Guess> rank(long client, long seconds, int limit);

    /** Learns from a request. */
    void learn(long client, long seconds, String key);
}

package io.neurocache.learner;

import java.io.IOException;

/** Where the learner has its requests from: traces, or what a daemon recorded. */
@FunctionalInterface
public interface Sequences {
    /** Takes requests, one after the other. */
    @FunctionalInterface
    interface Reader {
        /**
         * A request.
         *
         * @param client a number for whoever asked; the same for all of its requests
         * @param seconds when; does not run backwards
         * @param key what for
         */
        void request(long client, long seconds, String key);
    }

    /**
     * Hands over all requests, the oldest first.
     *
     * @throws IOException when the source cannot be read to its end
     */
    void read(Reader reader) throws IOException;
}

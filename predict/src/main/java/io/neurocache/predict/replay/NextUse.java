package io.neurocache.predict.replay;

import io.neurocache.predict.trace.Trace;
import java.util.Arrays;

/** For each request of a trace, the next one for the same key. */
final class NextUse {
    /** The next use of what is not asked for again. */
    static final int NEVER = Integer.MAX_VALUE;

    private final int[] next;

    NextUse(Trace trace) {
        next = new int[trace.requests()];
        int[] later = new int[trace.keys()];
        Arrays.fill(later, NEVER);
        for (int i = trace.requests() - 1; i >= 0; i--) {
            next[i] = later[trace.key(i)];
            later[trace.key(i)] = i;
        }
    }

    int after(int request) {
        return next[request];
    }
}

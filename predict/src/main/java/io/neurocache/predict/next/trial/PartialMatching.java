package io.neurocache.predict.next.trial;

import io.neurocache.slab.Check;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prediction by partial matching over the sessions of clients; of order 1 it is a Markov chain.
 *
 * <p>The longest context of at most {@code order} keys that was seen before answers alone, without
 * blending in or filling up from shorter ones. What followed it more often ranks higher; among
 * equals what followed it first. A session ends when its client is silent for longer than {@link
 * #SESSION_SECONDS}.
 *
 * <p>After Cleary and Witten, "Data Compression Using Adaptive Coding and Partial String Matching",
 * IEEE Transactions on Communications 32(4), 1984, and Palpanas and Mendelzon, "Web Prefetching
 * Using Partial Match Prediction", 1999. Grows with what it sees. Confined to one thread.
 */
public final class PartialMatching implements Predictor {
    /** The silence, in seconds, that may lie between two requests of one session. */
    public static final long SESSION_SECONDS = 1_800;

    private final int order;
    private final int leastSeen;
    private final Map<List<String>, Successors> contexts = new HashMap<>();
    private final Map<Long, Session> sessions = new HashMap<>();

    /**
     * Makes one that has seen nothing.
     *
     * @param order the number of keys in its longest context, 1 or more
     */
    public PartialMatching(int order) {
        this(order, 1);
    }

    /**
     * Makes one that is careful: for pre-loading, where a context seen once is no ground to act on.
     *
     * @param order the number of keys in its longest context, 1 or more
     * @param leastSeen how often a context must have been seen before it answers, 1 or more
     */
    public PartialMatching(int order, int leastSeen) {
        Check.argument(order >= 1, "order below 1", order);
        Check.argument(leastSeen >= 1, "contexts never seen", leastSeen);
        this.order = order;
        this.leastSeen = leastSeen;
    }

    @Override
    public boolean isContinued(long client, long seconds) {
        Session session = sessions.get(client);
        return session != null && seconds - session.lastSeconds <= SESSION_SECONDS;
    }

    /**
     * The likeliest next keys of the client, at most {@code limit}; none where nothing is known.
     */
    @Override
    public List<Guess> rank(long client, long seconds, int limit) {
        Session session = sessions.get(client);
        if (session == null || !isContinued(client, seconds)) {
            return List.of();
        }
        List<String> context = List.copyOf(session.lastKeys);
        for (; !context.isEmpty(); context = context.subList(1, context.size())) {
            Successors successors = contexts.get(context);
            if (successors != null && successors.total >= leastSeen) {
                return successors.best(limit);
            }
        }
        return List.of();
    }

    @Override
    public void learn(long client, long seconds, String key) {
        boolean continued = isContinued(client, seconds);
        Session session = sessions.computeIfAbsent(client, _ -> new Session());
        if (!continued) {
            session.lastKeys.clear();
        }
        List<String> context = List.copyOf(session.lastKeys);
        for (; !context.isEmpty(); context = context.subList(1, context.size())) {
            contexts.computeIfAbsent(context, _ -> new Successors()).add(key);
        }
        session.lastSeconds = seconds;
        session.lastKeys.addLast(key);
        if (session.lastKeys.size() > order) {
            session.lastKeys.removeFirst();
        }
    }

    /** What a client asked for last. */
    private static final class Session {
        final Deque<String> lastKeys = new ArrayDeque<>();
        long lastSeconds;
    }

    /** What followed a context, in the order in which it first did. */
    private static final class Successors {
        private final Map<String, Integer> counts = new LinkedHashMap<>();
        private int total;

        void add(String key) {
            total++;
            counts.merge(key, 1, Integer::sum);
        }

        List<Guess> best(int limit) {
            // The sort is stable: among equals the one that was here first stays in front.
            return counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                    .limit(limit)
                    .map(one -> new Guess(one.getKey(), (double) one.getValue() / total))
                    .toList();
        }
    }
}

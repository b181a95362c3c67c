package io.neurocache.learner;

import io.neurocache.predict.gpt.GptEngine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sessions of all clients, of at most so many requests, the newest.
 *
 * <p>Confined to one thread. 50 bytes a request, and the keys.
 */
final class Corpus implements Sequences.Reader {
    /** A request of a session: the number of its key, and the silence before it, or -1. */
    record Request(int key, long gapSeconds) {}

    /** What a client asked for without a longer silence than a session may have. */
    record Session(List<Request> requests, long firstRequest) {}

    private final int maxRequests;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> keys = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>();
    private final Map<Long, Session> open = new HashMap<>();
    private final Map<Long, Long> lastSeconds = new HashMap<>();
    private final List<Session> sessions = new ArrayList<>();
    private long requests;
    private long latestSeconds = Long.MIN_VALUE;

    Corpus(int maxRequests) {
        this.maxRequests = maxRequests;
    }

    @Override
    public void request(long client, long seconds, String key) {
        Integer known = numbers.get(key);
        int number = known == null ? keys.size() : known;
        if (known == null) {
            numbers.put(key, number);
            keys.add(key);
            counts.add(0);
        }
        counts.set(number, counts.get(number) + 1);
        Session session = open.get(client);
        long gap = session == null ? -1 : seconds - lastSeconds.getOrDefault(client, seconds);
        if (session == null || gap > GptEngine.SESSION_SECONDS) {
            session = new Session(new ArrayList<>(), requests);
            open.put(client, session);
            sessions.add(session);
            gap = -1;
        }
        session.requests().add(new Request(number, gap));
        lastSeconds.put(client, seconds);
        latestSeconds = Math.max(latestSeconds, seconds);
        requests++;
        if (requests % (maxRequests / 2 + 1) == 0) {
            forget();
        }
    }

    /** Drops sessions that began too long ago; clients that go on begin new ones. */
    private void forget() {
        long oldest = requests - maxRequests;
        sessions.removeIf(session -> session.firstRequest() < oldest);
        open.values().removeIf(session -> session.firstRequest() < oldest);
        lastSeconds.keySet().retainAll(open.keySet());
    }

    /** How many requests it was given. */
    long requests() {
        return requests;
    }

    /** The time of the latest request. */
    long latestSeconds() {
        return latestSeconds;
    }

    /** How many different keys there were. */
    int keys() {
        return keys.size();
    }

    /** Those of two requests or more: one that is alone teaches nothing. */
    List<Session> sessions() {
        return sessions.stream().filter(session -> session.requests().size() > 1).toList();
    }

    String key(int number) {
        return keys.get(number);
    }

    /** The keys that were asked for at least twice, at most so many, the most popular first. */
    List<String> hottest(int most) {
        List<Integer> order = new ArrayList<>();
        for (int number = 0; number < keys.size(); number++) {
            if (counts.get(number) > 1) {
                order.add(number);
            }
        }
        order.sort(Comparator.comparingInt((Integer number) -> -counts.get(number)));
        return order.stream().limit(most).map(keys::get).toList();
    }
}

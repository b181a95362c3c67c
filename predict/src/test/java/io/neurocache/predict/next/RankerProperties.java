package io.neurocache.predict.next;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RankerProperties {
    /** Few enough slots that keys, contexts and sessions push each other out all the time. */
    private static final RankerConfig TINY = new RankerConfig(64, 128, 16, 8, 12, 0);

    record Request(long client, int pause, int key) {}

    @Property(tries = 60)
    void probabilitiesSumToOneWithThatOfSomeOtherKey(@ForAll("requests") List<Request> requests) {
        Ranker ranker = new Ranker(TINY);
        long seconds = 0;
        for (Request request : requests) {
            seconds += request.pause;
            String key = name(request.key);
            ranker.learn(request.client, seconds, key, Kind.ofKey(key));
            Ranking ranking = ranker.rank(request.client);
            float sum = ranking.otherProbability();
            for (int rank = 0; rank < ranking.size(); rank++) {
                float probability = ranking.probability(rank);
                assertTrue(probability >= 0 && probability <= 1, "" + probability);
                assertTrue(rank == 0 || probability <= ranking.probability(rank - 1));
                sum += probability;
            }
            assertEquals(1, sum, 1e-4);
            assertEquals(ranking.size(), new HashSet<>(ranking.keys()).size());
        }
    }

    @Property(tries = 20)
    void adversarialKeysNeverMakeTheTablesGrow(@ForAll("floods") List<Request> requests) {
        Ranker ranker = new Ranker(TINY);
        long bytes = ranker.stats().contextBytes();
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            ranker.learn(request.client, i, "/" + request.key, Kind.PAGE);
            ranker.rank(request.client);
        }
        RankerStats stats = ranker.stats();
        assertEquals(bytes, stats.contextBytes());
        assertTrue(stats.contexts() <= TINY.contexts());
        assertTrue(stats.successors() <= TINY.successors());
    }

    @Provide
    Arbitrary<List<Request>> requests() {
        return requests(40).list().ofMinSize(1).ofMaxSize(300);
    }

    @Provide
    Arbitrary<List<Request>> floods() {
        return requests(Integer.MAX_VALUE).list().ofMinSize(500).ofMaxSize(1_500);
    }

    private static Arbitrary<Request> requests(int keys) {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 12),
                        Arbitraries.integers().between(0, 700),
                        Arbitraries.integers().between(0, keys))
                .as(Request::new);
    }

    private static String name(int key) {
        return "/" + key % 3 + "/" + key + (key % 4 == 0 ? ".html" : ".png");
    }
}

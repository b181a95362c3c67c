package io.neurocache.predict.next;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankerTest {
    static final RankerConfig SMALL = new RankerConfig(4_096, 4_096, 256, 64, 16, 0);

    private final Ranker ranker = new Ranker(SMALL);

    @Test
    void whatAlwaysFollowsIsFirst() {
        for (int client = 0; client < 30; client++) {
            session(client, "/page.html", "/style.css", "/logo.png");
        }
        session(99, "/page.html");
        assertEquals("/style.css", ranker.rank(99).key(0));
        session(99, "/style.css");
        Ranking ranking = ranker.rank(99);
        assertEquals("/logo.png", ranking.key(0));
        assertTrue(ranking.probability(0) > .5);
    }

    @Test
    void aResourceAlreadyFetchedMakesRoomForOneStillExpected() {
        for (int client = 0; client < 40; client++) {
            if (client % 2 == 0) {
                session(client, "/page.html", "/a.png", "/b.png");
            } else {
                session(client, "/page.html", "/b.png", "/a.png");
            }
        }
        session(99, "/page.html", "/a.png");
        assertEquals("/b.png", ranker.rank(99).key(0));
    }

    @Test
    void aStrangerHasNoRanking() {
        assertEquals(0, ranker.rank(7).size());
        assertEquals(1, ranker.rank(7).otherProbability());
    }

    @Test
    void silenceEndsASession() {
        ranker.learn(1, 0, "/a", Kind.PAGE);
        assertTrue(ranker.isContinued(1, Session.MAX_GAP_SECONDS));
        assertFalse(ranker.isContinued(1, Session.MAX_GAP_SECONDS + 1));
        ranker.learn(1, Session.MAX_GAP_SECONDS + 1, "/b", Kind.PAGE);
        assertEquals(0, ranker.stats().steps());
    }

    @Test
    void theSameRequestsGiveTheSameRanking() {
        Ranker other = new Ranker(SMALL);
        for (int i = 0; i < 3_000; i++) {
            long client = i % 7;
            String key = "/" + (i * 31L + i / 5) % 90 + (i % 3 == 0 ? ".html" : ".png");
            for (Ranker each : List.of(ranker, other)) {
                each.learn(client, i, key, Kind.ofKey(key));
            }
            Ranking one = ranker.rank(client);
            Ranking two = other.rank(client);
            assertEquals(one.keys(), two.keys());
            assertEquals(one.otherProbability(), two.otherProbability());
        }
    }

    @Test
    void aRankingThatIsNotThereIsMadeToLearnFrom() {
        for (int round = 0; round < 3; round++) {
            for (int client = 0; client < 10; client++) {
                ranker.learn(client, round, "/" + round, Kind.PAGE);
                ranker.rank(client + 1_000);
            }
        }
        assertEquals(20, ranker.stats().steps());
        assertEquals(20, ranker.stats().rankedAgain());
    }

    @Test
    void aKnownKeyCostsNoAllocation() {
        String[] keys = new String[40];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = "/" + i + (i % 4 == 0 ? ".html" : ".gif");
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        // The first rounds meet clients and keys that are new, and code that is not compiled.
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                ranker.learn(i % 16, i, keys[i * 7 % keys.length], Kind.PAGE);
                ranker.rank(i % 16);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least < 1_000, "bytes in 1,000 steps: " + least);
    }

    @Test
    void aKeyThatNobodyAskedForIsRankedWhereASourceOffersIt() {
        CandidateSource links =
                (place, offers) -> {
                    if ("/new.html".equals(place.page())) {
                        offers.add("/unseen.png", Kind.RESOURCE, 3, Offers.NO_OPINION);
                    }
                };
        Ranker linked = new Ranker(SMALL, List.of(links));
        linked.learn(1, 0, "/new.html", Kind.PAGE);
        Ranking ranking = linked.rank(1);
        assertTrue(ranking.keys().contains("/unseen.png"));
    }

    @Test
    void aSourceThatIsRightGainsWeight() {
        CandidateSource oracle =
                (place, offers) -> {
                    String last = place.lastKey();
                    if (last != null) {
                        int page = Integer.parseInt(last.substring(1));
                        offers.add("/" + (page + 1), Kind.PAGE, 0, -.1f);
                    }
                };
        Ranker told = new Ranker(SMALL, List.of(oracle));
        for (int i = 0; i < 2_000; i++) {
            told.learn(1, i, "/" + i, Kind.PAGE);
            told.rank(1);
        }
        Ranking ranking = told.rank(1);
        assertEquals("/2000", ranking.key(0));
        assertTrue(ranking.probability(0) > .8, "" + ranking.probability(0));
    }

    @Test
    void whatIsOfferedBeyondTheLimitIsIgnored() {
        CandidateSource flood =
                (_, offers) -> {
                    for (int i = 0; i < 1_000; i++) {
                        offers.add("/flood" + i, Kind.PAGE, i % 64, -1);
                    }
                };
        Ranker flooded = new Ranker(SMALL, List.of(flood));
        flooded.learn(1, 0, "/a", Kind.PAGE);
        Ranking ranking = flooded.rank(1);
        assertEquals(CandidateSource.MAX_OFFERS, ranking.size());
    }

    @Test
    void otherSeedsPlaceKeysElsewhere() {
        assertNotEquals(new Keys(256, 1).hashOf("/a"), new Keys(256, 2).hashOf("/a"));
    }

    private void session(long client, String... keys) {
        for (String key : keys) {
            ranker.learn(client, 0, key, Kind.ofKey(key));
            ranker.rank(client);
        }
    }
}

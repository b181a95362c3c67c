package io.neurocache.predict.next.trial;

import io.neurocache.predict.next.Kind;
import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.Ranking;
import java.util.ArrayList;
import java.util.List;

/** A {@link Ranker} on trial. Confined to one thread. */
public final class RankerPredictor implements Predictor {
    private final Ranker ranker;

    /** Puts a ranker on trial. */
    public RankerPredictor(Ranker ranker) {
        this.ranker = ranker;
    }

    @Override
    public boolean isContinued(long client, long seconds) {
        return ranker.isContinued(client, seconds);
    }

    @Override
    public List<Guess> rank(long client, long seconds, int limit) {
        Ranking ranking = ranker.rank(client);
        List<Guess> guesses = new ArrayList<>();
        for (int rank = 0; rank < Math.min(ranking.size(), limit); rank++) {
            guesses.add(new Guess(ranking.key(rank), ranking.probability(rank)));
        }
        return guesses;
    }

    @Override
    public void learn(long client, long seconds, String key) {
        ranker.learn(client, seconds, key, Kind.ofKey(key));
    }
}

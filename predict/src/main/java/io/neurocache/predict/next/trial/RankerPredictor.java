package io.neurocache.predict.next.trial;

import io.neurocache.predict.next.Kind;
import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A {@link Ranker} on trial. Confined to one thread. */
public final class RankerPredictor implements Predictor {
    private final Ranker ranker;
    private final Consumer<String> onRequest;

    /** Puts a ranker on trial. */
    public RankerPredictor(Ranker ranker) {
        this(ranker, _ -> {});
    }

    /** The same, telling of each key before it is learnt: what its source of links waits for. */
    public RankerPredictor(Ranker ranker, Consumer<String> onRequest) {
        this.ranker = ranker;
        this.onRequest = onRequest;
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
        onRequest.accept(key);
        ranker.learn(client, seconds, key, Kind.ofKey(key));
    }
}

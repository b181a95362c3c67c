package io.neurocache.predict.next.trial;

import io.neurocache.predict.gpt.GptSource;
import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerConfig;
import java.util.List;

/** The ranker with GPT-2 as one of its sources. Confined to one thread. */
final class MixedPredictor implements Predictor {
    private final GptOnTrial gpt;
    private final RankerPredictor ranker;

    MixedPredictor(GptOnTrial gpt, RankerConfig config) {
        this.gpt = gpt;
        this.ranker = new RankerPredictor(new Ranker(config, List.of(new GptSource(gpt::answer))));
    }

    @Override
    public boolean isContinued(long client, long seconds) {
        return ranker.isContinued(client, seconds);
    }

    @Override
    public List<Guess> rank(long client, long seconds, int limit) {
        return ranker.rank(client, seconds, limit);
    }

    @Override
    public void learn(long client, long seconds, String key) {
        // The ranker may make the ranking again that it now learns from: with the answer of then.
        ranker.learn(client, seconds, key);
        gpt.asked(client, seconds, key);
    }
}

package io.neurocache.predict.next.trial;

import io.neurocache.predict.gpt.GptAnswer;
import io.neurocache.predict.gpt.GptEngine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** GPT-2 by itself. Confined to one thread. */
final class GptPredictor implements Predictor {
    private final GptOnTrial gpt;
    private final Map<Long, Long> lastSeconds = new HashMap<>();

    GptPredictor(GptOnTrial gpt) {
        this.gpt = gpt;
    }

    @Override
    public boolean isContinued(long client, long seconds) {
        Long last = lastSeconds.get(client);
        return last != null && seconds - last <= GptEngine.SESSION_SECONDS;
    }

    @Override
    public List<Guess> rank(long client, long seconds, int limit) {
        GptAnswer answer = gpt.answer(client);
        if (answer == null) {
            return List.of();
        }
        return answer.expected().stream()
                .limit(limit)
                .map(expected -> new Guess(expected.key(), Math.exp(expected.lnProbability())))
                .toList();
    }

    @Override
    public void learn(long client, long seconds, String key) {
        lastSeconds.put(client, seconds);
        gpt.asked(client, seconds, key);
    }
}

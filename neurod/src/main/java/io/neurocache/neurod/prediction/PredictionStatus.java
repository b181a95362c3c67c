package io.neurocache.neurod.prediction;

import io.neurocache.predict.gpt.GptStats;
import io.neurocache.predict.next.feed.ForesightStats;
import io.neurocache.predict.next.feed.StepTimes;

/**
 * How prediction does.
 *
 * @param preloading the setting's name
 * @param model the name of the model in force, or an empty text
 * @param steps what learning from an answer and ranking took
 * @param gpt how the model does
 * @param dropped events that were not looked at because there were too many
 */
public record PredictionStatus(
        String preloading,
        String model,
        ForesightStats stats,
        StepTimes steps,
        GptStats gpt,
        long dropped) {}

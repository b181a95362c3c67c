package io.neurocache.neurod.prediction;

import io.neurocache.predict.next.feed.ForesightStats;
import io.neurocache.predict.next.feed.StepTimes;

/**
 * How prediction does.
 *
 * @param preloading the setting's name
 * @param steps what learning from an answer and ranking took
 * @param dropped events that were not looked at because there were too many
 */
public record PredictionStatus(
        String preloading, ForesightStats stats, StepTimes steps, long dropped) {}

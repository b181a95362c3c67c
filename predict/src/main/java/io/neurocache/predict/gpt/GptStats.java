package io.neurocache.predict.gpt;

/**
 * What a {@link GptService} has done since its start. Times are of one run, of a batch of one or
 * more requests.
 *
 * @param isLive whether a model answers
 * @param answered requests
 * @param dropped requests that found the queue full
 * @param installed models
 * @param failed models that were given up: they failed, were slow, or computed what is no number
 * @param p50Micros half of the runs took at most so many microseconds, within a fifth
 * @param p99Micros and all but a hundredth so many
 */
public record GptStats(
        boolean isLive,
        long answered,
        long dropped,
        long installed,
        long failed,
        long p50Micros,
        long p99Micros) {}

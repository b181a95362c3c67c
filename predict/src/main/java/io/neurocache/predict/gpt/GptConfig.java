package io.neurocache.predict.gpt;

import io.neurocache.slab.Check;
import java.time.Duration;

/**
 * How much a {@link GptService} may take.
 *
 * @param sessions how many clients it follows at a time; 32 kB each with the usual shape
 * @param queue how many requests may wait; more are dropped
 * @param batch how many sessions it computes at once, which costs less than one by one
 * @param slow the mean time of one request's computation above which a model is given up
 */
public record GptConfig(int sessions, int queue, int batch, Duration slow) {
    /** 8 MB of sessions; slow by a hundred times what a run takes on a quiet machine. */
    public static final GptConfig DEFAULT = new GptConfig(256, 512, 8, Duration.ofMillis(20));

    /** Checks the ranges. */
    public GptConfig {
        Check.argument(batch >= 1 && batch <= 64, "batch", batch);
        Check.argument(sessions >= batch, "fewer sessions than a batch has", sessions);
        Check.argument(queue >= 1, "no queue", queue);
        Check.argument(slow.isPositive(), "slow is not positive", slow.toNanos());
    }
}

package io.neurocache.predict.next.trial;

import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerConfig;
import io.neurocache.predict.trace.Trace;
import java.util.List;

/**
 * Whether a model earns its place beside the ranker: a trial over the requests after it was
 * trained, with it and without.
 *
 * @param steps requests that continued a session after the training
 * @param without the share of them that the ranker foretold as the likeliest
 * @param with the same with the model
 * @param comparison step by step
 */
public record GptVerdict(int steps, double without, double with, Comparison comparison) {
    /** With fewer steps chance decides. */
    public static final int MIN_STEPS = 20_000;

    /** What it has to add, for it costs time on every request. */
    public static final double MIN_GAIN = .002;

    /** How probable the difference may be, at most, if it were chance. */
    public static final double MAX_P = .01;

    /**
     * Holds the trial; takes seconds for a hundred thousand requests.
     *
     * @param trace what the model was trained on, and what came then
     * @throws ModelException when the model is not fit, or does not say until when it was trained
     */
    public static GptVerdict of(Trace trace, RankerConfig config, ModelFile model)
            throws ModelException {
        Accuracy.Moment served = Accuracy.Moment.AFTER_SERVING;
        try (GptOnTrial gpt = new GptOnTrial(List.of(model))) {
            long after = gpt.start();
            Steps ranker = Steps.of(new RankerPredictor(new Ranker(config)), trace, served, after);
            Steps mixed = Steps.of(new MixedPredictor(gpt, config), trace, served, after);
            return new GptVerdict(
                    ranker.accuracy().steps(),
                    ranker.accuracy().top1(),
                    mixed.accuracy().top1(),
                    mixed.compareFirst(ranker));
        }
    }

    /** Whether it is to go live. */
    public boolean pays() {
        return steps >= MIN_STEPS && with - without >= MIN_GAIN && comparison.p() < MAX_P;
    }
}

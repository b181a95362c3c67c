package io.neurocache.predict.next.trial;

import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerConfig;
import io.neurocache.predict.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What GPT-2 adds: the baselines, the ranker, GPT-2 alone, and the ranker with it, over the steps
 * after the first model was trained. Safe from any thread.
 */
public final class GptReport {
    /** The names of the cells of {@link #rows}. */
    public static final List<String> HEADER =
            List.of(
                    "trace", "model", "steps", "top1", "top5", "won1", "lost1", "p1", "won5",
                    "lost5", "p5");

    private GptReport() {}

    /**
     * One row a predictor; the last cells compare it with the ranker, step by step.
     *
     * @throws ModelException when a model is not fit
     */
    public static List<List<String>> rows(Trace trace, RankerConfig config, List<ModelFile> models)
            throws ModelException {
        try (GptOnTrial gpt = new GptOnTrial(models)) {
            long after = gpt.start();
            Accuracy.Moment served = Accuracy.Moment.AFTER_SERVING;
            Accuracy.Moment arrived = Accuracy.Moment.ON_ARRIVAL;
            Steps ranker = Steps.of(new RankerPredictor(new Ranker(config)), trace, served, after);
            List<List<String>> rows = new ArrayList<>();
            for (int order : new int[] {1, 3}) {
                Steps steps = Steps.of(new PartialMatching(order), trace, arrived, after);
                rows.add(row(trace, order == 1 ? "markov-1" : "ppm-" + order, steps, ranker));
            }
            rows.add(row(trace, "ranker", ranker, ranker));
            Steps alone = Steps.of(new GptPredictor(gpt), trace, served, after);
            rows.add(row(trace, "gpt-2", alone, ranker));
            gpt.restart();
            Steps mixed = Steps.of(new MixedPredictor(gpt, config), trace, served, after);
            rows.add(row(trace, "ranker+gpt-2", mixed, ranker));
            return rows;
        }
    }

    private static List<String> row(Trace trace, String model, Steps steps, Steps ranker) {
        List<String> row = new ArrayList<>();
        row.add(trace.name());
        row.add(model);
        row.add(Integer.toString(steps.accuracy().steps()));
        row.add(number(steps.accuracy().top1()));
        row.add(number(steps.accuracy().top5()));
        for (Comparison with :
                List.of(steps.compareFirst(ranker), steps.compareFirstFive(ranker))) {
            row.add(Integer.toString(with.won()));
            row.add(Integer.toString(with.lost()));
            row.add(number(with.p()));
        }
        return row;
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.4f", number);
    }
}

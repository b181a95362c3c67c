package io.neurocache.predict.next.trial;

import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerConfig;
import io.neurocache.predict.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The baselines and the ranker over a trace, a row of a table for each. Safe from any thread.
 *
 * <p>The baselines predict on arrival, which is as kind to them as published figures are; the
 * ranker predicts right after serving, as a daemon must.
 */
public final class NextKeyReport {
    /** The names of the cells of {@link #rows}. */
    public static final List<String> HEADER =
            List.of("trace", "model", "steps", "top1", "top5", "answered");

    private NextKeyReport() {}

    /** One row a model; the trace's name and the model's are the texts among the cells. */
    public static List<List<String>> rows(Trace trace, RankerConfig config) {
        List<List<String>> rows = new ArrayList<>();
        for (int order = 1; order <= 3; order++) {
            Accuracy accuracy =
                    Accuracy.of(new PartialMatching(order), trace, Accuracy.Moment.ON_ARRIVAL);
            rows.add(row(trace, order == 1 ? "markov-1" : "ppm-" + order, accuracy));
        }
        RankerPredictor ranker = new RankerPredictor(new Ranker(config));
        rows.add(row(trace, "ranker", Accuracy.of(ranker, trace, Accuracy.Moment.AFTER_SERVING)));
        return rows;
    }

    private static List<String> row(Trace trace, String model, Accuracy accuracy) {
        return List.of(
                trace.name(),
                model,
                Integer.toString(accuracy.steps()),
                share(accuracy.top1()),
                share(accuracy.top5()),
                share(accuracy.answeredShare()));
    }

    private static String share(double share) {
        return String.format(Locale.ROOT, "%.4f", share);
    }
}

package io.neurocache.predict.next.trial;

import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerConfig;
import io.neurocache.predict.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The baselines and the ranker over a trace, in lines of CSV. Safe from any thread.
 *
 * <p>The baselines predict on arrival, which is as kind to them as published figures are; the
 * ranker predicts right after serving, as a daemon must.
 */
public final class NextKeyReport {
    /** The header of {@link #rows}. */
    public static final String HEADER = "trace,model,steps,answered,top1,top5";

    private NextKeyReport() {}

    /** One line a model. */
    public static List<String> rows(Trace trace, RankerConfig config) {
        List<String> rows = new ArrayList<>();
        for (int order = 1; order <= 3; order++) {
            Accuracy accuracy =
                    Accuracy.of(new PartialMatching(order), trace, Accuracy.Moment.ON_ARRIVAL);
            rows.add(row(trace, order == 1 ? "markov-1" : "ppm-" + order, accuracy));
        }
        RankerPredictor ranker = new RankerPredictor(new Ranker(config));
        rows.add(row(trace, "ranker", Accuracy.of(ranker, trace, Accuracy.Moment.AFTER_SERVING)));
        return rows;
    }

    private static String row(Trace trace, String model, Accuracy accuracy) {
        return String.format(
                Locale.ROOT,
                "%s,%s,%d,%.4f,%.4f,%.4f",
                trace.name(),
                model,
                accuracy.steps(),
                accuracy.answeredShare(),
                accuracy.top1(),
                accuracy.top5());
    }
}

package io.neurocache.predict.next.trial;

import io.neurocache.predict.next.Kind;
import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerConfig;
import io.neurocache.predict.trace.Trace;
import io.neurocache.predict.trace.TraceReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * By hand: how often is the next key foretold, how well calibrated, in what time?
 *
 * <pre>java -cp ... io.neurocache.predict.next.trial.NextKeyTrial TRACE...</pre>
 */
final class NextKeyTrial {
    private static final int PASSES = 10;

    private NextKeyTrial() {}

    public static void main(String[] files) throws IOException {
        print(NextKeyReport.HEADER);
        for (String file : files) {
            Trace trace = TraceReader.read(Path.of(file));
            NextKeyReport.rows(trace, RankerConfig.DEFAULT).forEach(NextKeyTrial::print);
            print(PreloadReport.HEADER);
            PreloadReport.rows(trace, RankerConfig.DEFAULT).forEach(NextKeyTrial::print);
            Ranker ranker = new Ranker(RankerConfig.DEFAULT);
            Accuracy accuracy =
                    Accuracy.of(new RankerPredictor(ranker), trace, Accuracy.Moment.AFTER_SERVING);
            for (Calibration.Tenth tenth : accuracy.calibration().tenths()) {
                System.out.printf(
                        Locale.ROOT,
                        "said %.3f was %.3f (%d)%n",
                        tenth.mean(),
                        tenth.hitShare(),
                        tenth.count());
            }
            System.out.println(ranker.stats());
            time(trace);
        }
    }

    /** The best of several passes: the machine does other things too. */
    private static void time(Trace trace) {
        double best = Double.MAX_VALUE;
        for (int pass = 0; pass < PASSES; pass++) {
            Ranker ranker = new Ranker(RankerConfig.DEFAULT);
            String[] keys = new String[trace.keys()];
            Kind[] kinds = new Kind[trace.keys()];
            for (int key = 0; key < keys.length; key++) {
                keys[key] = trace.keyName(key);
                kinds[key] = Kind.ofKey(keys[key]);
            }
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int i = 0; i < trace.requests(); i++) {
                int key = trace.key(i);
                ranker.learn(trace.client(i), trace.time(i), keys[key], kinds[key]);
                ranker.rank(trace.client(i));
            }
            long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
            best = Math.min(best, spent / 1e3 / trace.requests());
        }
        System.out.printf(Locale.ROOT, "%.2f us of CPU a request, learn and rank%n", best);
    }

    private static void print(List<String> cells) {
        System.out.println(String.join(",", cells));
    }
}

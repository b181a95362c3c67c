package io.neurocache.predict.next;

import io.neurocache.predict.next.trial.Accuracy;
import io.neurocache.predict.next.trial.RankerPredictor;
import io.neurocache.predict.trace.Trace;
import io.neurocache.predict.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * By hand: what is each part of the ranker worth, and what does less memory cost?
 *
 * <pre>java -cp ... io.neurocache.predict.next.AblationTrial TRACE</pre>
 */
final class AblationTrial {
    private static final Set<Context> PAGE_CONTEXTS =
            EnumSet.of(
                    Context.PAGE_SET,
                    Context.RESOURCES,
                    Context.PAGE,
                    Context.PAGE_DIRECTORY,
                    Context.PAGE_BEFORE,
                    Context.PAGE_BEFORE_2,
                    Context.PAGE_ASSOCIATED);

    private final Trace trace;

    private AblationTrial(Trace trace) {
        this.trace = trace;
    }

    public static void main(String[] files) throws IOException {
        AblationTrial trial = new AblationTrial(TraceReader.read(Path.of(files[0])));
        trial.parts();
        trial.memory();
    }

    private void parts() {
        run("all", Set.of(), Set.of());
        run("page contexts", PAGE_CONTEXTS, Set.of());
        run("categories", Set.of(), EnumSet.allOf(Category.class));
        for (Context context : Context.values()) {
            run(context.name(), EnumSet.of(context), Set.of());
        }
        for (Category category : Category.values()) {
            run(category.name(), Set.of(), EnumSet.of(category));
        }
    }

    private void run(String without, Set<Context> contexts, Set<Category> categories) {
        Set<Context> usedContexts = EnumSet.allOf(Context.class);
        usedContexts.removeAll(contexts);
        Set<Category> usedCategories = EnumSet.allOf(Category.class);
        usedCategories.removeAll(categories);
        print(
                "without " + without,
                new Ranker(RankerConfig.DEFAULT, List.of(), usedContexts, usedCategories));
    }

    private void memory() {
        for (int candidates : new int[] {16, 24, 32, 40, 64, 96}) {
            print(candidates + " candidates", ranker(131_072, 16_384, candidates));
        }
        for (int contexts = 1 << 20; contexts >= 1 << 11; contexts /= 2) {
            print(contexts + " contexts", ranker(contexts, 16_384, 32));
        }
        for (int keys = 4_096; keys >= 256; keys /= 4) {
            print(keys + " keys", ranker(131_072, keys, 32));
        }
    }

    private static Ranker ranker(int contexts, int keys, int candidates) {
        int successors = contexts / 8 * 9;
        return new Ranker(new RankerConfig(contexts, successors, keys, 4_096, candidates, 0));
    }

    private void print(String name, Ranker ranker) {
        RankerPredictor predictor = new RankerPredictor(ranker);
        Accuracy accuracy = Accuracy.of(predictor, trace, Accuracy.Moment.AFTER_SERVING);
        System.out.printf(
                Locale.ROOT,
                "%s: top-1 %.4f top-5 %.4f, calibration off by %.4f, %d contexts in %d bytes%n",
                name,
                accuracy.top1(),
                accuracy.top5(),
                accuracy.calibration().error(),
                ranker.stats().contexts(),
                ranker.stats().contextBytes());
    }
}

package io.neurocache.predict.next.trial;

import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerConfig;
import io.neurocache.predict.next.preload.PreloadConfig;
import io.neurocache.predict.next.preload.PreloadRule;
import io.neurocache.predict.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What pre-loading by several rules is worth on a trace, a row of a table for each; origin bytes
 * and requests are multiples of those without it. Safe from any thread.
 */
public final class PreloadReport {
    /** The names of the cells of {@link #rows}. */
    public static final List<String> HEADER =
            List.of(
                    "trace",
                    "scenario",
                    "rule",
                    "object_hit",
                    "precision",
                    "origin_bytes",
                    "origin_requests",
                    "late");

    private static final long FRESH_SECONDS = 300;
    private static final float NEVER = 2;

    private static final PreloadConfig NONE = new PreloadConfig(PreloadRule.THRIFTY, NEVER, 0, 0);

    private PreloadReport() {}

    /** LRU of 1 % of the footprint; no bound and 300 s of freshness; that, with slow pre-loads. */
    public static List<List<String>> rows(Trace trace, RankerConfig config) {
        List<List<String>> rows = new ArrayList<>();
        for (Scenario scenario : Scenario.values()) {
            PreloadTrial none = scenario.run(trace, new PartialMatching(1), NONE);
            for (Contender contender : contenders(config)) {
                PreloadTrial trial =
                        scenario.run(trace, contender.predictor.get(), contender.config);
                rows.add(row(trace, scenario, contender.name, trial, none));
            }
        }
        return rows;
    }

    private static List<Contender> contenders(RankerConfig config) {
        Supplier<Predictor> ppm = () -> new PartialMatching(2, 2);
        Supplier<Predictor> ranker = () -> new RankerPredictor(new Ranker(config));
        return List.of(
                new Contender("none", ppm, NONE),
                new Contender("ppm-2 >= .25", ppm, only(.25f)),
                new Contender("ppm-2 >= .5", ppm, only(.5f)),
                new Contender("thrifty without touch", ranker, without(PreloadConfig.THRIFTY)),
                new Contender("normal without touch", ranker, without(PreloadConfig.NORMAL)),
                new Contender("thrifty", ranker, PreloadConfig.THRIFTY),
                new Contender("normal", ranker, PreloadConfig.NORMAL));
    }

    /** The likeliest key alone, whatever its size. */
    private static PreloadConfig only(float floor) {
        PreloadRule rule = new PreloadRule(floor, Float.POSITIVE_INFINITY, 1);
        return new PreloadConfig(rule, NEVER, PreloadConfig.NO_BUDGET, 0);
    }

    private static PreloadConfig without(PreloadConfig touching) {
        return new PreloadConfig(
                touching.rule(), NEVER, touching.budget(), touching.leastPrecision());
    }

    private static List<String> row(
            Trace trace, Scenario scenario, String rule, PreloadTrial trial, PreloadTrial none) {
        return List.of(
                trace.name(),
                scenario.label,
                rule,
                number("%.4f", trial.hitRatio()),
                number("%.4f", trial.precision()),
                number("%.3f", (double) trial.originBytes() / none.originBytes()),
                number("%.3f", (double) trial.originRequests() / none.originRequests()),
                number("%.4f", trial.lateShare()));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private record Contender(String name, Supplier<Predictor> predictor, PreloadConfig config) {}

    private enum Scenario {
        LRU("lru 1%"),
        EXPIRY("expiry 300 s"),
        SLOW("expiry 300 s slow");

        private final String label;

        Scenario(String label) {
            this.label = label;
        }

        PreloadTrial run(Trace trace, Predictor predictor, PreloadConfig config) {
            return switch (this) {
                case LRU -> PreloadTrial.lru(trace, predictor, config, trace.footprint() / 100);
                case EXPIRY -> PreloadTrial.expiring(trace, predictor, config, FRESH_SECONDS);
                case SLOW -> PreloadTrial.slow(trace, predictor, config, FRESH_SECONDS);
            };
        }
    }
}

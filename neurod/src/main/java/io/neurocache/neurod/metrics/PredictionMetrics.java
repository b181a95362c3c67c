package io.neurocache.neurod.metrics;

import io.neurocache.neurod.eviction.ChosenEviction;
import io.neurocache.neurod.learning.LearningStatus;
import io.neurocache.neurod.prediction.PredictionStatus;
import io.neurocache.predict.eviction.GuardStats;
import io.neurocache.predict.next.feed.ForesightStats;
import io.neurocache.predict.next.preload.PreloadStats;
import java.util.List;
import java.util.Locale;

/** The section {@code predict}. Stateless; safe from any thread. */
final class PredictionMetrics {
    private static final String SECTION = "predict";
    private static final String RANKER = "ranker";
    private static final int NAME_DIGITS = 12;

    private PredictionMetrics() {}

    static void add(
            List<Metric> all,
            PredictionStatus status,
            LearningStatus learner,
            ChosenEviction eviction) {
        ForesightStats stats = status.stats();
        PreloadStats preloads = stats.preloads();
        all.add(Metric.text(SECTION, "model", model(status)));
        all.add(Metric.text(SECTION, "policy", eviction.label()));
        all.add(Metric.text(SECTION, "preloading", status.preloading()));
        counter(
                all,
                "preloads",
                "Objects fetched ahead or anew by prediction.",
                preloads.preloads());
        counter(all, "preload_hits", "Of these, asked for in time.", preloads.used());
        counter(all, "preload_late", "Of these, asked for on their way.", preloads.late());
        counter(all, "preload_unused", "Of these, gone unused or failed.", preloads.unused());
        counter(
                all,
                "refreshes",
                "Of these, fetched anew before going stale.",
                preloads.refreshes());
        counter(all, "touched", "Cached objects kept for what is to come.", preloads.touched());
        bytes(all, "preload_bytes", "Bytes fetched ahead.", preloads.bytes());
        bytes(all, "wasted_bytes", "Bytes of those that were unused.", preloads.wastedBytes());
        real(all, "precision", "Useful ones of the last 500 pre-loads.", precision(preloads));
        long useful = preloads.used();
        all.add(
                Metric.ratio(
                        SECTION,
                        "coverage",
                        "Misses that pre-loading has spared, of all there would be.",
                        useful,
                        useful + stats.misses()));
        real(all, "hit_ratio_gain", "What pre-loading adds to the hit ratio.", stats.gain());
        real(all, "hit_ratio_without", "The hit ratio without it.", stats.hitRatioWithout());
        all.add(
                Metric.gauge(
                        SECTION,
                        "paused",
                        "1 while pre-loading has stopped itself.",
                        preloads.isPaused() ? 1 : 0));
        counter(all, "pauses", "Times it has stopped itself.", preloads.pauses());
        counter(all, "over_budget", "Guesses without bytes for them.", preloads.overBudget());
        counter(all, "busy", "Guesses without time for them.", preloads.busy());
        learning(all, status, stats);
        if (learner.isOn()) {
            learner(all, learner);
        }
        eviction.guardStats().ifPresent(guard -> guard(all, guard));
    }

    private static void learner(List<Metric> all, LearningStatus learner) {
        String running = "1 while a learner started by this node is at work.";
        long isRunning = learner.isRunning() ? 1 : 0;
        all.add(Metric.gauge(SECTION, "learner_running", running, isRunning));
        counter(all, "learner_runs", "Learners started by this node.", learner.runs());
        counter(all, "learner_failed", "Of these, those that made no model.", learner.failed());
        counter(all, "models_refused", "Models that did not pay.", learner.refused());
        counter(all, "models_published", "Models put in force.", learner.published());
    }

    /** How the policy that learns does beside the rules that it must not be worse than. */
    private static void guard(List<Metric> all, GuardStats guard) {
        String live = guard.live().name().toLowerCase(Locale.ROOT);
        all.add(Metric.text(SECTION, "policy_live", live));
        counter(all, "policy_fallbacks", "Times a fixed rule took over.", guard.fallbacks());
        counter(all, "policy_returns", "Times what was learnt came back.", guard.returns());
        counter(all, "policy_resets", "Times what was learnt was no use.", guard.modelResets());
        real(all, "policy_hit_ratio", "Hits of sampled keys.", guard.liveHitRatio());
        real(all, "policy_hit_ratio_s3fifo", "The same by S3-FIFO.", guard.s3fifoHitRatio());
        real(all, "policy_hit_ratio_lru", "The same by LRU.", guard.lruHitRatio());
    }

    private static void learning(List<Metric> all, PredictionStatus status, ForesightStats stats) {
        counter(all, "steps", "Requests learnt from in sessions.", stats.ranker().steps());
        real(all, "followed", "Share of clients that are followed.", stats.followed());
        counter(all, "links", "Links found in stored pages.", stats.links());
        counter(all, "events_dropped", "Events that nobody looked at.", status.dropped());
        counter(all, "recorded", "Answers in the access record.", stats.recorded());
        counter(all, "not_recorded", "Answers missing there.", stats.notRecorded());
        counter(all, "gpt_answers", "Answers of the GPT-2.", status.gpt().answered());
        counter(all, "gpt_dropped", "Requests it had no time for.", status.gpt().dropped());
        counter(all, "gpt_failed", "Models that were given up.", status.gpt().failed());
        Metric.Value times =
                new Metric.Quantiles(
                        List.of(
                                new Metric.Quantile(50, status.steps().micros(.5)),
                                new Metric.Quantile(99, status.steps().micros(.99))));
        String help = "Time to learn from an answer and rank what is next, off the hit path.";
        all.add(new Metric(SECTION, "inference_us", Metric.Kind.GAUGE, help, times));
    }

    /** The ranker is always there; a GPT-2 beside it is known by the first digits of its name. */
    private static String model(PredictionStatus status) {
        return status.gpt().isLive()
                ? RANKER + "+gpt-" + status.model().substring(0, NAME_DIGITS)
                : RANKER;
    }

    private static double precision(PreloadStats preloads) {
        return preloads.used() + preloads.late() + preloads.unused() == 0
                ? Double.NaN
                : preloads.precision();
    }

    private static void counter(List<Metric> all, String name, String help, long value) {
        all.add(Metric.counter(SECTION, name, help, value));
    }

    private static void bytes(List<Metric> all, String name, String help, double value) {
        all.add(Metric.counter(SECTION, name, help, (long) value));
    }

    private static void real(List<Metric> all, String name, String help, double value) {
        Metric.Value shown = Double.isNaN(value) ? new Metric.Unknown() : new Metric.Real(value);
        all.add(new Metric(SECTION, name, Metric.Kind.GAUGE, help, shown));
    }
}

package io.neurocache.learner.values;

import io.neurocache.predict.eviction.ValueFunction;
import io.neurocache.predict.eviction.ValueTables;
import java.util.List;

/**
 * What a step climbs: the mean over decisions of the advantage times the change of the odds, which
 * gains nothing beyond the clip, and of the entropy. Confined to one thread.
 */
final class Surrogate {
    private final ValueFunction function;
    private final TuningConfig config;
    private final Odds odds;

    Surrogate(float[] weights, TuningConfig config) {
        function = new ValueFunction(weights);
        this.config = config;
        odds = new Odds(config.temperature());
    }

    /** Its value with the weights as they are. */
    double value(List<Decision> decisions) {
        double sum = 0;
        for (Decision decision : decisions) {
            look(decision);
            double ratio = Math.exp(odds.log(decision.chosen) - decision.logOdds);
            double clipped = Math.clamp(ratio, 1 - config.clip(), 1 + config.clip());
            sum += Math.min(ratio * decision.advantage, clipped * decision.advantage);
            sum += config.entropy() * odds.entropy();
        }
        return sum / decisions.size();
    }

    /** Its derivatives by the weights as they are. */
    double[] gradient(List<Decision> decisions) {
        double[] gradient = new double[ValueTables.LENGTH];
        for (Decision decision : decisions) {
            look(decision);
            double ratio = Math.exp(odds.log(decision.chosen) - decision.logOdds);
            boolean isClipped =
                    decision.advantage > 0 ? ratio > 1 + config.clip() : ratio < 1 - config.clip();
            double gain = isClipped ? 0 : ratio * decision.advantage;
            double entropy = odds.entropy();
            for (int i = 0; i < decision.count(); i++) {
                double log = odds.log(i);
                double chance = Math.exp(log);
                double slope = gain * ((i == decision.chosen ? 1 : 0) - chance);
                slope -= config.entropy() * chance * (log + entropy);
                // The odds fall as the value rises.
                double times = -slope / config.temperature() / decisions.size();
                decision.addGradient(i, function, times, gradient);
            }
        }
        return gradient;
    }

    private void look(Decision decision) {
        odds.clear();
        for (int i = 0; i < decision.count(); i++) {
            odds.add(decision.value(i, function));
        }
        odds.normalise();
    }
}

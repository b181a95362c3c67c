package io.neurocache.learner.values;

import io.neurocache.predict.eviction.Choice;
import io.neurocache.predict.eviction.Chooser;
import io.neurocache.predict.eviction.ValueFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Chooses by drawing, and keeps some of its decisions, each as likely. Confined to one thread. */
final class Rollout implements Chooser {
    private final ValueFunction function;
    private final Odds odds;
    private final int kept;
    private final SplittableRandom random;
    private final List<Decision> decisions = new ArrayList<>();
    private int made;
    private int window;

    Rollout(float[] weights, TuningConfig config, SplittableRandom random) {
        function = new ValueFunction(weights);
        odds = new Odds(config.temperature());
        kept = config.kept();
        this.random = random;
    }

    /** What is decided from now on is of another window. */
    void window(int number) {
        window = number;
    }

    /** What was decided, or as much of it as is kept. */
    List<Decision> decisions() {
        return decisions;
    }

    @Override
    public int choose(Choice choice) {
        odds.clear();
        for (int i = 0; i < choice.count(); i++) {
            double value = function.value(choice.features(i), choice.prior(i), choice.bothHeads());
            odds.add(value - choice.cost(i));
        }
        odds.normalise();
        int chosen = odds.draw(random.nextDouble());
        // Reservoir sampling: the nth decision takes the place of one of those kept.
        int place = made < kept ? made : random.nextInt(made + 1);
        made++;
        if (place < kept) {
            Decision decision = new Decision(choice, chosen, odds.log(chosen), window);
            if (place == decisions.size()) {
                decisions.add(decision);
            } else {
                decisions.set(place, decision);
            }
        }
        return chosen;
    }
}

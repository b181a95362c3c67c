package io.neurocache.predict.replay;

import io.neurocache.predict.eviction.Objective;
import io.neurocache.predict.eviction.PolicyConfig;
import io.neurocache.predict.eviction.PolicyKind;
import io.neurocache.predict.trace.Trace;
import io.neurocache.predict.trace.TraceBuilder;
import java.util.SplittableRandom;

/**
 * Builds the worst load for a policy: knowing all that it does, it asks nine times of ten for
 * something that S3-FIFO would hold and the policy does not.
 */
final class Saboteur {
    private static final int KEYS_PER_OBJECT = 6;
    private static final int LOOKS = 40;

    private Saboteur() {}

    /**
     * The load.
     *
     * @param pause of so many requests before each attack that lasts as long; 0 for one attack
     */
    static Trace against(PolicyKind kind, int capacity, int requests, int pause) {
        int keys = KEYS_PER_OBJECT * capacity;
        SplittableRandom random = new SplittableRandom(1);
        Trace universe = universe(keys);
        PolicySimulation victim = simulation(universe, kind, capacity);
        PolicySimulation reference = simulation(universe, PolicyKind.S3FIFO, capacity);
        TraceBuilder made = new TraceBuilder("sabotage");
        for (int i = 0; i < requests; i++) {
            int key = (int) (keys * Math.pow(random.nextDouble(), 2));
            boolean attacks = pause == 0 || i / pause % 2 == 1;
            if (attacks && random.nextInt(10) > 0) {
                for (int look = 0; look < LOOKS; look++) {
                    int other = random.nextInt(keys);
                    if (reference.holds(other) && !victim.holds(other)) {
                        key = other;
                        break;
                    }
                }
            }
            made.add(Trace.NO_TIME, "", universe.keyName(key), TraceBuilder.NO_SIZE);
            victim.request(key);
            reference.request(key);
        }
        return made.build();
    }

    static PolicySimulation simulation(Trace trace, PolicyKind kind, long capacity) {
        PolicyConfig config = new PolicyConfig(capacity, !trace.sized(), Objective.OBJECTS, 1);
        return new PolicySimulation(trace, kind.create(config), capacity);
    }

    private static Trace universe(int keys) {
        TraceBuilder all = new TraceBuilder("universe");
        for (int key = 0; key < keys; key++) {
            all.add(Trace.NO_TIME, "", "key" + key, TraceBuilder.NO_SIZE);
        }
        return all.build();
    }
}

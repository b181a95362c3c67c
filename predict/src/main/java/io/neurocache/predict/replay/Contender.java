package io.neurocache.predict.replay;

import io.neurocache.predict.eviction.Objective;
import io.neurocache.predict.eviction.PolicyConfig;
import io.neurocache.predict.eviction.PolicyKind;
import io.neurocache.predict.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Something that takes part in a replay: one of our policies, or what they are measured by. */
public sealed interface Contender {
    /** What it is called on a command line and in reports. */
    String label();

    /** Whether it knows nothing of the future. */
    default boolean isOnline() {
        return true;
    }

    /** The caches to run a trace through; of several, the one with most hits counts. */
    List<Simulation> simulations(Trace trace, long capacity, Objective objective, long seed);

    /** All there are. */
    static List<Contender> all() {
        List<Contender> all = new ArrayList<>();
        for (PolicyKind kind : PolicyKind.values()) {
            all.add(new Ours(kind));
        }
        all.add(new CaffeineReference());
        all.add(new BeladyReference());
        return all;
    }

    /**
     * Reads {@code all}, or names with commas between them.
     *
     * @throws IllegalArgumentException when a name is unknown; the message lists the known ones
     */
    static List<Contender> parse(String text) {
        Set<Contender> chosen = new LinkedHashSet<>();
        for (String name : Arrays.asList(text.toLowerCase(Locale.ROOT).split(",", -1))) {
            String label = name.strip();
            List<Contender> named =
                    all().stream()
                            .filter(each -> label.equals("all") || each.label().equals(label))
                            .toList();
            if (named.isEmpty()) {
                throw new IllegalArgumentException(
                        "unknown policy \""
                                + label
                                + "\": expected all, or some of "
                                + all().stream()
                                        .map(Contender::label)
                                        .collect(Collectors.joining(", ")));
            }
            chosen.addAll(named);
        }
        return List.copyOf(chosen);
    }

    /** One of the policies the daemon has. */
    record Ours(PolicyKind kind) implements Contender {
        @Override
        public String label() {
            return kind.label();
        }

        @Override
        public List<Simulation> simulations(
                Trace trace, long capacity, Objective objective, long seed) {
            PolicyConfig config = new PolicyConfig(capacity, !trace.sized(), objective, seed);
            return List.of(new PolicySimulation(trace, kind.create(config), capacity));
        }
    }

    /** Caffeine itself, which our W-TinyLFU follows. */
    record CaffeineReference() implements Contender {
        @Override
        public String label() {
            return "caffeine";
        }

        @Override
        public List<Simulation> simulations(
                Trace trace, long capacity, Objective objective, long seed) {
            return List.of(new CaffeineSimulation(trace, capacity));
        }
    }

    /** What could be reached by somebody who knows the future: the better of two rules. */
    record BeladyReference() implements Contender {
        @Override
        public String label() {
            return "belady";
        }

        @Override
        public boolean isOnline() {
            return false;
        }

        @Override
        public List<Simulation> simulations(
                Trace trace, long capacity, Objective objective, long seed) {
            NextUse nextUse = new NextUse(trace);
            Simulation farthest = new FarthestSimulation(trace, nextUse, capacity);
            return trace.sized()
                    ? List.of(farthest, new LargestWaitSimulation(trace, nextUse, capacity, seed))
                    : List.of(farthest);
        }
    }
}

package io.neurocache.edge.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The list against a plain model. */
class LruPolicyProperties {
    /** Words on the heap. */
    private static final class MapWords implements ObjectWords {
        private final Map<Integer, long[]> words = new HashMap<>();

        @Override
        public long word(int id, int n) {
            return words.computeIfAbsent(id, _ -> new long[PER_OBJECT])[n];
        }

        @Override
        public void word(int id, int n, long value) {
            words.computeIfAbsent(id, _ -> new long[PER_OBJECT])[n] = value;
        }
    }

    @Property(tries = 500)
    void victimsComeInTheOrderOfLastUse(
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 35) Integer> steps) {
        LruPolicy policy = new LruPolicy(new MapWords());
        ArrayDeque<Integer> model = new ArrayDeque<>();
        for (int step : steps) {
            int id = step / 3;
            switch (step % 3) {
                case 0 -> {
                    policy.added(id, id, 1);
                    model.remove(id);
                    model.addLast(id);
                }
                case 1 -> {
                    policy.hit(id);
                    if (model.remove(id)) {
                        model.addLast(id);
                    }
                }
                default -> {
                    policy.removed(id);
                    model.remove(id);
                }
            }
        }
        List<Integer> order = new ArrayList<>();
        for (int id = policy.victim(); id != EvictionPolicy.NONE; id = policy.victim()) {
            order.add(id);
            policy.removed(id);
        }
        assertEquals(new ArrayList<>(model), order);
    }

    @Test
    void wordsLeftFromAnEarlierLifeAreNotTakenForMembers() {
        MapWords words = new MapWords();
        words.word(3, 0, 0x0000_0007_0000_0009L);
        words.word(3, 1, 1);
        LruPolicy policy = new LruPolicy(words);

        policy.hit(3);
        policy.removed(3);

        assertEquals(EvictionPolicy.NONE, policy.victim());
    }

    @Test
    void aFullRingForgetsHitsButNotObjects() {
        LruPolicy policy = new LruPolicy(new MapWords());
        policy.added(1, 1, 1);
        policy.added(2, 2, 1);

        for (int i = 0; i < 100_000; i++) {
            policy.hit(1);
        }

        assertEquals(2, policy.victim());
    }
}

package io.neurocache.neurod.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.eviction.EvictionPolicy;
import io.neurocache.predict.eviction.PolicyConfig;
import io.neurocache.predict.eviction.PolicyKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Every policy behind its lock, over ids as a slab gives them: far apart, and used again. */
class PolicyEvictionProperties {
    private static PolicyEviction eviction(PolicyKind kind, long bytes) {
        return new PolicyEviction(new MapWords(), kind.create(new PolicyConfig(bytes)), bytes);
    }

    @Property(tries = 200)
    void aVictimIsAlwaysOneThatIsThereUntilNoneIs(
            @ForAll PolicyKind kind,
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 59) Integer> steps) {
        PolicyEviction eviction = eviction(kind, 1_000);
        Set<Integer> there = new HashSet<>();
        for (int step : steps) {
            int id = 1 + (step / 3) * 100_003;
            switch (step % 3) {
                case 0 -> {
                    eviction.added(id, id * 0x9E3779B97F4A7C15L, 10 + step);
                    there.add(id);
                }
                case 1 -> eviction.hit(id);
                default -> {
                    eviction.removed(id);
                    there.remove(id);
                }
            }
        }
        while (!there.isEmpty()) {
            int victim = eviction.victim();
            assertTrue(there.remove(victim), kind + " names " + victim + ", which is not there");
            eviction.removed(victim);
        }
        assertEquals(EvictionPolicy.NONE, eviction.victim());
    }

    @Test
    void aHitThatIsTakenAfterItsObjectLeftGoesToNobody() {
        PolicyEviction eviction = eviction(PolicyKind.SIEVE, 1_000);
        eviction.added(1, 1, 10);
        eviction.added(2, 2, 10);
        eviction.hit(1);
        eviction.hit(2);
        eviction.removed(2);
        eviction.hit(2);
        assertEquals(1, eviction.victim());
    }

    @Property(tries = 50)
    void whatIsAdmittedMakesRoomBeforeTheSlabIsFull(@ForAll PolicyKind kind) {
        PolicyEviction eviction = eviction(kind, 10_000);
        Map<Integer, Long> there = new HashMap<>();
        long most = 0;
        for (int i = 1; i <= 1_000; i++) {
            if (!eviction.admit(i * 0x9E3779B97F4A7C15L, 30)) {
                continue;
            }
            for (int victim = eviction.surplus(30);
                    victim != EvictionPolicy.NONE;
                    victim = eviction.surplus(30)) {
                assertTrue(there.remove(victim) != null, kind + " names " + victim);
                eviction.removed(victim);
            }
            eviction.added(i, i * 0x9E3779B97F4A7C15L, 30);
            there.put(i, 30L);
            most = Math.max(most, there.size() * 30L);
        }
        assertTrue(most <= 9_700, kind + " holds " + most + " of 10,000 bytes");
        assertTrue(most >= 9_600, kind + " holds " + most + " of 10,000 bytes");
    }
}

package io.neurocache.predict.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every policy when its cache grows and shrinks under it. */
class PolicyCapacityProperties {
    /** More than any object has, and for some policies than what they take. */
    private static final int MOST = 400;

    @Property(tries = 100)
    void whateverTheCapacityDoesVictimsAreCachedAndMakeRoom(
            @ForAll PolicyKind kind, @ForAll long seed) {
        PolicyDriver driver = new PolicyDriver(kind, 60, seed, true);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 800; i++) {
            if (random.nextInt(20) == 0) {
                int room = 1 + random.nextInt(random.nextBoolean() ? 20 : MOST);
                driver.resize(room);
                if (random.nextBoolean()) {
                    driver.makeRoom(0);
                    assertTrue(driver.used <= room, kind + " uses " + driver.used);
                }
            }
            driver.step();
        }
        while (!driver.cached.isEmpty()) {
            int victim = driver.policy.victim();
            assertTrue(driver.cached.containsValue(victim), kind + " names " + victim);
            driver.remove(victim);
        }
        assertEquals(Policy.NONE, driver.policy.victim());
    }

    @Property(tries = 60)
    void aCacheThatGotItsCapacityWhileEmptyIsAsOneThatWasMadeSo(
            @ForAll PolicyKind kind,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 9_000) int before,
            @ForAll @IntRange(min = 1, max = MOST) int room) {
        PolicyDriver made = new PolicyDriver(kind, room, seed, true);
        PolicyDriver resized = new PolicyDriver(kind, before, seed, true);
        resized.resize(room);
        for (int i = 0; i < 1_000; i++) {
            made.step();
            resized.step();
        }
        assertEquals(made.log, resized.log, kind.label());
    }

    @Property(tries = 40)
    void toldTheSameCapacityItDoesWhatItDid(@ForAll PolicyKind kind, @ForAll long seed) {
        PolicyDriver told = new PolicyDriver(kind, 40, seed, true);
        PolicyDriver untold = new PolicyDriver(kind, 40, seed, true);
        for (int i = 0; i < 1_000; i++) {
            told.resize(40);
            told.step();
            untold.step();
        }
        assertEquals(untold.log, told.log, kind.label());
    }

    @ParameterizedTest
    @EnumSource
    void afterAWhileItHitsAsIfItHadAlwaysBeenSoLarge(PolicyKind kind) {
        for (int[] sizes : new int[][] {{2_000, 400}, {400, 2_000}}) {
            double resized = hitRatioAtLast(kind, sizes[0], sizes[1]);
            double always = hitRatioAtLast(kind, sizes[1], sizes[1]);
            assertEquals(always, resized, 0.03, kind + " from " + sizes[0] + " to " + sizes[1]);
        }
    }

    private static double hitRatioAtLast(PolicyKind kind, int before, int after) {
        PolicyDriver driver = new PolicyDriver(kind, before, 3, false);
        driver.keys = 2_000;
        for (int i = 0; i < 40_000; i++) {
            if (i == 10_000) {
                driver.resize(after);
                driver.makeRoom(0);
            }
            if (i == 30_000) {
                driver.hits = 0;
            }
            driver.step();
        }
        return driver.hits / 10_000.0;
    }
}

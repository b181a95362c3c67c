package io.neurocache.neurod.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.neurocache.raft.sim.Mutant;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each known way to break a lease is put into the code on purpose, and must be found. The table in
 * docs/edge-simulation.md is what this prints.
 */
class EdgePlantedBugsTest {
    private static final int SHOWN = 110;

    /** Of each kind, in a build. */
    private static final int RARE_LIVES = 30;

    @ParameterizedTest
    @EnumSource
    void isFound(EdgeBug bug) throws IOException {
        Assumptions.assumeTrue(
                bug.seeds <= EdgeBug.SEEDS_IN_A_BUILD || Boolean.getBoolean("sim.rare"),
                "-Dsim.rare=true looks for the rare ones too");
        String found = Mutant.search(EdgeWorld.WORLD, bug.edits).apply(bug.seeds);
        System.out.printf("%-50s %s%n", bug, found.substring(0, Math.min(SHOWN, found.length())));
        assertFalse(found.isEmpty(), bug + " is not found in " + bug.seeds + " lives");
    }

    /** What is found in a mutant is found because of its bug. */
    @Test
    void withoutABugNothingIsFound() throws IOException {
        assertEquals("", Mutant.search(EdgeWorld.WORLD, List.of()).apply(20));
    }

    /** {@code -Dsim.lives} lives more of each kind, by hand. */
    @ParameterizedTest
    @EnumSource
    void withoutABugNothingIsFoundInRareLives(RareLives kind) throws IOException {
        int lives = Integer.getInteger("sim.lives", RARE_LIVES);
        assertEquals("", Mutant.search(EdgeWorld.WORLD, kind.edits).apply(lives));
    }
}

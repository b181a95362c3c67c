package io.neurocache.raft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A simulator that finds nothing may be one that cannot find anything: each known way to break Raft
 * is put into the code on purpose, and must be found. The table in docs/raft-simulation.md is what
 * this prints.
 */
class PlantedBugsTest {
    private static final int SHOWN = 110;

    @ParameterizedTest
    @EnumSource
    void isFound(PlantedBug bug) throws IOException {
        Assumptions.assumeTrue(
                bug.seeds <= PlantedBug.SEEDS_IN_A_BUILD || Boolean.getBoolean("sim.rare"),
                "-Dsim.rare=true looks for the rare ones too");
        String found = Mutant.search(Mutant.World.RAFT, bug.edits).apply(bug.seeds);
        System.out.printf("%-40s %s%n", bug, found.substring(0, Math.min(SHOWN, found.length())));
        assertFalse(found.isEmpty(), bug + " is not found in " + bug.seeds + " lives");
    }

    /** What is found in a mutant is found because of its bug. */
    @Test
    void withoutABugNothingIsFound() throws IOException {
        assertEquals("", Mutant.search(Mutant.World.RAFT, List.of()).apply(50));
    }
}

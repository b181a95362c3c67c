package io.neurocache.neurod.sim;

import io.neurocache.raft.sim.Mutant.Edit;
import java.util.List;

/**
 * Lives in which something happens again and again that takes place in few others: what it needs to
 * go wrong then comes together often enough to be seen.
 */
enum RareLives {
    /**
     * Processes are killed often, and much is put; what their slabs hold is kept, and few purges
     * are remembered.
     */
    KILLED(
            plan("random.between(30_000, 200_000),", "random.between(5_000, 40_000),"),
            plan(
                    "random.chance(500) ? random.between(100, 700) : 1 << 20,"
                            + " random.chance(500),",
                    "random.between(100, 700), true,"),
            plan(
                    "random.between(lease, 6 * lease), random.chance(500),",
                    "random.between(lease / 2, lease), false,"),
            strikes("random.chance(600) ? 8 : 1")),

    /** As those, on machines that lose their power or are stopped in order. */
    WITHOUT_POWER(
            plan("random.between(30_000, 200_000),", "random.between(5_000, 40_000),"),
            plan(
                    "random.chance(500) ? random.between(100, 700) : 1 << 20,"
                            + " random.chance(500),",
                    "random.between(100, 700), true,"),
            plan(
                    "random.between(lease, 6 * lease), random.chance(500),",
                    "random.between(lease / 2, lease), true,"),
            strikes("random.chance(500) ? 8 : random.chance(500) ? 13 : 1")),

    /** Processes are killed as soon as they have started. */
    KILLED_AGAIN(
            plan("random.between(lease, 6 * lease),", "random.between(lease / 2, lease),"),
            plan("random.between(20_000, 120_000),", "random.between(5_000, 30_000),"),
            strikes("random.chance(700) ? 9 : 0")),

    /** Members come and go, and whoever falls behind gets a snapshot. */
    REPLACED(
            plan("boolean hasChanges = random.chance(500);", "boolean hasChanges = true;"),
            plan(
                    "random.chance(700) ? random.between(5, 60) : Integer.MAX_VALUE,",
                    "random.between(5, 8),"),
            plan("random.chance(500) ? random.nextInt(8) : 50,", "0,"),
            plan("random.between(lease, 6 * lease),", "random.between(lease / 2, lease),"),
            strikes(
                    "random.chance(500) ? 14 : random.chance(600) ? 11 : random.chance(500) ? 12 :"
                            + " 4")),

    /**
     * Clocks are as far apart as they may be, messages arrive soon, and edges are cut off while
     * they hold a long lease.
     */
    CLOCKS_APART(
            plan("BOUND_PPM, random.chance(500),", "BOUND_PPM, true,"),
            plan("boolean isRough = random.chance(300);", "boolean isRough = false;"),
            plan("random.between(50, isRough ? 5_000 : 1_500)", "50"),
            plan("random.between(80_000, 500_000)", "random.between(400_000, 500_000)"),
            plan("random.between(1_000, 10_000),", "random.between(200, 400),"),
            strikes("random.chance(900) ? 0 : 10")),

    /** Spares are added, which the voters mostly do not hear of before somebody else leads. */
    ADDED_IN_VAIN(
            plan("boolean hasChanges = random.chance(500);", "boolean hasChanges = true;"),
            plan("int spares = random.nextInt(3);", "int spares = 2;"),
            plan("random.between(lease, 6 * lease),", "random.between(lease / 2, lease),"),
            strikes("random.chance(900) ? 12 : 11"),
            new Edit(
                    "raft/sim/SimNetwork.java",
                    "long delay = chaos.fate(from, to, now);",
                    "boolean isHeard = to > 3 || (now >> 14 & 3) == 0 || !(message instanceof"
                            + " Message.AppendEntries append) || append.entries().stream()"
                            + ".noneMatch(entry -> entry.payload() instanceof"
                            + " io.neurocache.raft.Payload.Reconfigure);"
                            + " long delay = isHeard ? chaos.fate(from, to, now)"
                            + " : ChaosNetwork.LOST;"));

    /** What makes a life one of them. */
    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of records of strings
    final List<Edit> edits;

    RareLives(Edit... edits) {
        this.edits = List.of(edits);
    }

    private static Edit plan(String text, String replacement) {
        return new Edit("neurod/sim/EdgePlan.java", text, replacement);
    }

    /** Which of the nemesis's strikes are drawn. */
    private static Edit strikes(String draw) {
        return new Edit(
                "neurod/sim/EdgeNemesis.java",
                "switch (random.nextInt(16)) {",
                "switch (" + draw + ") {");
    }
}

package io.neurocache.neurod.sim;

import io.neurocache.raft.sim.Mutant.Edit;
import java.util.List;

/** Known ways to break a lease, each with the lives within which it must be found. */
enum EdgeBug {
    HIT_WITHOUT_A_LEASE(
            100,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "if (isLeased && verdict == Verdict.CURRENT) {",
                    "if (verdict == Verdict.CURRENT) {")),
    LEASE_COUNTED_FROM_THE_GRANT(
            100,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "lease.granted(askedNanos, index);",
                    "lease.granted(edges.clock(id), index);")),
    GRANT_COUNTS_BEFORE_ITS_INDEX(
            100,
            edit(
                    "edge/coherence/Lease.java",
                    "if (index <= appliedIndex) { extend(end, index);",
                    "if (true) { extend(end, 0);")),
    LEASE_THAT_CAME_BACK_COVERS_WHAT_WAS_FOUND_BEFORE(
            100, edit("edge/coherence/Lease.java", "&& seenIndex >= heldIndex", "")),
    CLOCK_OF_A_TIMER(
            100,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "private void renew() {",
                    "private long coarse; private void renew() { coarse = edges.clock(id);"),
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "return lease.covers(edges.clock(id), seenIndex);",
                    "return lease.covers(coarse, seenIndex);")),
    /** Not found so far: whoever asked before the pause asked before the purge was answered. */
    CLOCK_READ_BEFORE_A_PAUSE(
            100_000,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "edges.step(id, () -> serve(read, found, verdict, isLeased(seenIndex)));",
                    "boolean early = isLeased(seenIndex);"
                            + " edges.step(id, () -> serve(read, found, verdict, early));")),
    GRANT_WITHOUT_A_ROUND(
            100,
            edit(
                    "neurod/sim/Grants.java",
                    "edges.cluster.read(id, name);",
                    "confirmed(name, edges.node(id).commitIndex);")),
    NEW_LEADER_DOES_NOT_WAIT(
            100,
            edit(
                    "raft/lease/LeaseBook.java",
                    "members.forEach(member -> hold(member, nowNanos));",
                    "")),
    STARTED_SERVER_DOES_NOT_WAIT_FOR_STRANGERS(
            100_000,
            edit(
                    "raft/lease/LeaseBook.java",
                    "this.strangersUntil = nowNanos + patienceNanos;",
                    "this.strangersUntil = nowNanos;")),
    RESTORED_SERVER_DOES_NOT_WAIT_FOR_STRANGERS(
            100_000,
            edit(
                    "raft/lease/LeaseBook.java",
                    "public void skipped(long nowNanos) { strangersUntil = nowNanos +"
                            + " patienceNanos; }",
                    "public void skipped(long nowNanos) {}")),
    REMOVED_MEMBER_IS_FORGOTTEN(
            100,
            edit(
                    "raft/lease/LeaseBook.java",
                    "public void left(int member, long nowNanos) { hold(member, nowNanos); }",
                    "public void left(int member, long nowNanos) { heldUntil.remove(member); }")),
    REMOVED_MEMBER_IS_NOT_WAITED_FOR(
            100,
            edit(
                    "raft/lease/LeaseBook.java",
                    "public void left(int member, long nowNanos) { hold(member, nowNanos); }",
                    "public void left(int member, long nowNanos) {}")),
    MEMBER_THAT_IS_NOT_COMMITTED_IS_GRANTED_A_LEASE(
            100_000, edit("neurod/sim/Grants.java", "|| !members.contains(from)", "")),
    ACKNOWLEDGED_AT_COMMIT(
            100,
            edit(
                    "raft/lease/LeaseBook.java",
                    "new Wait(others, strangersUntil)",
                    "new Wait(new HashMap<>(), nowNanos)")),
    QUESTION_TAKEN_FOR_AN_ACKNOWLEDGEMENT(
            100, edit("raft/lease/LeaseBook.java", "if (index <= appliedIndex) {", "if (true) {")),
    NO_ALLOWANCE_FOR_DRIFT(
            500,
            edit(
                    "raft/lease/LeaseBook.java",
                    "leaseNanos + leaseNanos / DRIFT_PARTS;",
                    "leaseNanos;")),
    BORN_WHEN_PUBLISHED(
            100,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "long born = fill.begun;",
                    "long born = lease.appliedIndex();")),
    PUBLISHED_THOUGH_COVERED(
            100,
            edit("neurod/sim/EdgeProcess.java", "if (done.covered > stored.born()", "if (false")),
    COVERED_FILL_IS_JOINED(
            100,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "if (each.isJoinable && !isSuperseded) {",
                    "if (each.isJoinable) {"),
            edit("neurod/sim/EdgeProcess.java", "if (isShared) {", "if (true) {")),
    COVERED_RESPONSE_IS_SHARED(
            100, edit("neurod/sim/EdgeProcess.java", "if (isShared) {", "if (true) {")),
    FILL_IS_JOINED_WITHOUT_A_LEASE(
            100,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "if (isLeased || other.moment > read.invoked()) {",
                    "if (true) {")),
    RESTART_FORGETS_MISSED_KEYS(
            500,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "orders.latest().forEach(each -> carryOut(each.index(), each.order()));",
                    "orders.latest().forEach(each -> invalidations.apply(each.index(),"
                            + " each.order()));")),
    RESTART_FORGETS_ITS_FLOOR(
            500, edit("neurod/sim/EdgeProcess.java", "invalidations.missed(orders.floor());", "")),
    SNAPSHOT_TAKEN_UP_WITHOUT_ITS_KEYS(
            1_000,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "if (each.index() > before) { carryOut(each.index(), each.order()); }",
                    "if (each.index() > before) { invalidations.apply(each.index(),"
                            + " each.order()); }")),
    SNAPSHOT_TAKEN_UP_WITHOUT_ITS_FLOOR(
            100_000,
            edit("neurod/sim/EdgeProcess.java", "invalidations.missed(next.floor());", "")),
    PUBLISHED_BEFORE_THE_ACKNOWLEDGEMENT(
            100,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "Pending aside = begin(key, false);",
                    "Pending aside = begin(key, false);"
                            + " slab.put(key.name(), new Stored(content, Long.MAX_VALUE / 2,"
                            + " NO_TAGS));")),
    PEER_COPIES_THOUGH_BEHIND(100, edit("neurod/sim/EdgeProcess.java", "|| asOf < fill.begun", "")),
    PEER_COPIES_WITHOUT_A_LEASE(
            100,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "if (verdict == Verdict.CURRENT && isLeased(asOf)) {",
                    "if (verdict == Verdict.CURRENT) {")),
    FLOOR_IS_IGNORED(
            500,
            edit(
                    "edge/coherence/Invalidations.java",
                    "return born < floor ? verdict.or(Verdict.DOUBTFUL) : verdict;",
                    "return verdict;"));

    /** More lives than that are for runs by hand. */
    static final int SEEDS_IN_A_BUILD = 1_000;

    /** Within so many lives it must be found. */
    final int seeds;

    /** What to replace where. */
    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of records of strings
    final List<Edit> edits;

    EdgeBug(int seeds, Edit... edits) {
        this.seeds = seeds;
        this.edits = List.of(edits);
    }

    private static Edit edit(String file, String text, String replacement) {
        return new Edit(file, text, replacement);
    }
}

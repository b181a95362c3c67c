package io.neurocache.neurod.sim;

import io.neurocache.raft.sim.Mutant.Edit;
import java.util.List;
import java.util.stream.Stream;

/** Known ways to break a lease, each with the lives within which it must be found. */
enum EdgeBug {
    HIT_WITHOUT_A_LEASE(
            100,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "if (isLeased && verdict == Verdict.CURRENT) {",
                    "if (verdict == Verdict.CURRENT) {")),
    LEASE_COUNTED_FROM_THE_GRANT(
            300,
            edit(
                    "neurod/RaftCluster.java",
                    "lease.granted(askedNanos, index);",
                    "lease.granted(nanoClock.getAsLong(), index);")),
    GRANT_COUNTS_BEFORE_ITS_INDEX(
            100,
            edit(
                    "edge/coherence/Lease.java",
                    "if (index <= appliedIndex) { extend(end, index);",
                    "if (true) { extend(end, 0);")),
    LEASE_THAT_CAME_BACK_COVERS_WHAT_WAS_FOUND_BEFORE(
            100, edit("edge/coherence/Lease.java", "&& seenIndex >= heldIndex", "")),
    CLOCK_READ_NOW_AND_THEN(
            100,
            edit(
                    "neurod/RaftCluster.java",
                    "Check.invariant(askedNanos - nanoClock.getAsLong() <= 0, \"a lease from the"
                            + " future\");",
                    "coarse = nanoClock.getAsLong();"),
            edit(
                    "neurod/RaftCluster.java",
                    "return lease.covers(nanoClock.getAsLong(), seenIndex);",
                    "return lease.covers(coarse, seenIndex);"),
            edit(
                    "neurod/RaftCluster.java",
                    "private boolean isStarted;",
                    "private boolean isStarted; private long coarse;")),
    GRANT_WITHOUT_A_ROUND(
            100,
            edit(
                    "raft/server/CacheRig.java",
                    "reads.add(asker, lease);",
                    "asker.answer(new Reply.Leased(0, node.commitIndex()));")),
    NEW_LEADER_DOES_NOT_WAIT(
            100,
            edit(
                    "raft/lease/LeaseBook.java",
                    "members.forEach(member -> hold(member, nowNanos));",
                    "")),
    STARTED_SERVER_DOES_NOT_WAIT_FOR_STRANGERS(
            500,
            RareLives.REPLACED,
            edit(
                    "raft/lease/LeaseBook.java",
                    "this.strangersUntil = nowNanos + patienceNanos;",
                    "this.strangersUntil = nowNanos;")),
    STARTED_SERVER_DOES_NOT_KNOW_THE_MEMBERS(
            20_000,
            RareLives.REPLACED,
            edit(
                    "raft/server/CacheSide.java",
                    "this.configuration = node.appliedSnapshot().configuration();",
                    "this.configuration = Configuration.EMPTY;")),
    RESTORED_SERVER_DOES_NOT_WAIT_FOR_STRANGERS(
            500,
            RareLives.REPLACED,
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
    CHANGES_OF_MEMBERS_ARE_FOLLOWED_AS_THEY_COME(
            2_000,
            RareLives.REPLACED,
            edit("raft/server/CacheRig.java", "caches.follow(next, now());", ""),
            edit(
                    "raft/server/CacheRig.java",
                    "case Effect.ConfigurationChanged _ -> caches.edgesChanged(kv);",
                    "case Effect.ConfigurationChanged changed ->"
                            + " caches.follow(changed.configuration(), now());")),
    MEMBER_THAT_IS_NOT_COMMITTED_IS_GRANTED_A_LEASE(
            5_000,
            RareLives.ADDED_IN_VAIN,
            edit(
                    "raft/server/CacheSide.java",
                    "&& node.appliedSnapshot().configuration().contains(id);",
                    ";")),
    ACKNOWLEDGED_AT_COMMIT(
            100,
            edit(
                    "raft/lease/LeaseBook.java",
                    "new Wait(others, strangersUntil)",
                    "new Wait(new HashMap<>(), nowNanos)")),
    QUESTION_TAKEN_FOR_AN_ACKNOWLEDGEMENT(
            100, edit("raft/lease/LeaseBook.java", "if (index <= appliedIndex) {", "if (true) {")),
    ANSWER_TO_AN_EARLIER_PROCESS(
            300,
            RareLives.KILLED_AGAIN,
            edit(
                    "raft/server/CacheSide.java",
                    "new Questions(way, firstId(nowNanos));",
                    "new Questions(way, 1);")),
    NO_ALLOWANCE_FOR_DRIFT(
            100,
            RareLives.CLOCKS_APART,
            edit(
                    "raft/lease/LeaseBook.java",
                    "leaseNanos + leaseNanos / DRIFT_PARTS;",
                    "leaseNanos;")),
    BORN_WHEN_PUBLISHED(
            100,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "long born = fill.begun;",
                    "long born = cluster.appliedIndex();")),
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
            200,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "if (isLeased || other.moment > read.invoked()) {",
                    "if (true) {")),
    MISSED_KEYS_ARE_NOT_FORGOTTEN(
            200,
            edit(
                    "neurod/RaftCluster.java",
                    "removed += executor.applyAsInt(purge.index(), order);",
                    "")),
    MISSED_ORDERS_LEAVE_NO_DOUBT(
            100, edit("neurod/RaftCluster.java", "invalidations.missed(forgotten);", "")),
    KEYS_ARE_FORGOTTEN_ONCE_IN_ALL_PROCESSES(
            5_000,
            RareLives.KILLED,
            edit(
                    "neurod/RaftCluster.java",
                    "int found = executor.applyAsInt(purge.index(), order);",
                    "int found = purge.index() <= reconciledIndex"
                            + " ? 0 : executor.applyAsInt(purge.index(), order);")),
    SETTLED_WITHOUT_A_SWEEP(
            5_000,
            RareLives.KILLED,
            edit(
                    "neurod/sim/Walks.java",
                    "stored -> orders.of(stored.born(), name, stored.tags()));",
                    "_ -> io.neurocache.edge.coherence.Invalidations.Verdict.CURRENT);")),
    MARK_OF_A_MACHINE_THAT_LOST_ITS_POWER(
            200,
            RareLives.WITHOUT_POWER,
            edit(
                    "neurod/SettledMark.java",
                    "words[0].equals(CLOSED) || (!boot.isEmpty() && words[0].equals(boot));",
                    "true;")),
    PUBLISHED_BEFORE_THE_ACKNOWLEDGEMENT(
            100,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "Pending aside = begin(key, false);",
                    "Pending aside = begin(key, false);"
                            + " slab.put(key.name(), new Stored(content, Long.MAX_VALUE / 2,"
                            + " NO_TAGS));")),
    PEER_COPIES_THOUGH_BEHIND(
            100, edit("neurod/sim/EdgeProcess.java", "|| asOf < fill.ordered", "")),
    PEER_COPIES_WITHOUT_A_LEASE(
            100,
            edit(
                    "neurod/sim/EdgeProcess.java",
                    "if (verdict == Verdict.CURRENT && cluster.isLeased(asOf)) {",
                    "if (verdict == Verdict.CURRENT) {")),
    DOUBT_IS_IGNORED(
            100,
            edit(
                    "edge/coherence/Invalidations.java",
                    "return born < floor ? verdict.or(Verdict.DOUBTFUL) : verdict;",
                    "return verdict;")),
    PURGES_OF_A_SNAPSHOT_ARE_ACKNOWLEDGED_LATE(
            2_000,
            RareLives.REPLACED,
            edit(
                    "raft/server/LeaseKeeper.java",
                    "void restored() { isDue = true; }",
                    "void restored() {}"));

    /** More lives than that are for runs by hand. */
    static final int SEEDS_IN_A_BUILD = 300;

    /** Within so many lives it must be found. */
    final int seeds;

    /** What to replace where. */
    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of records of strings
    final List<Edit> edits;

    EdgeBug(int seeds, Edit... edits) {
        this.seeds = seeds;
        this.edits = List.of(edits);
    }

    /** One for which lives are made in which what it needs happens often. */
    EdgeBug(int seeds, RareLives lives, Edit... edits) {
        this.seeds = seeds;
        this.edits = Stream.concat(lives.edits.stream(), Stream.of(edits)).toList();
    }

    private static Edit edit(String file, String text, String replacement) {
        return new Edit(file, text, replacement);
    }
}

package io.neurocache.neurod.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Entry;
import io.neurocache.raft.HardState;
import io.neurocache.raft.Message;
import io.neurocache.raft.Payload;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.wire.NodeStatus;
import io.neurocache.raft.wire.Reply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RaftEventsTest {
    private static final long MILLI_NANOS = 1_000_000;

    private final Told told = new Told();
    private final RaftEvents events = new RaftEvents(1, told);

    private static NodeStatus status(String role, long commit, NodeStatus.Peer... peers) {
        return new NodeStatus(
                1, "v", 1, role, 7, 1, commit, commit, commit, 0, 0, 0, List.of(peers));
    }

    private static Message append(int to, int entries) {
        List<Entry> list =
                java.util.stream.LongStream.rangeClosed(1, entries)
                        .mapToObj(index -> new Entry(7, index, new Payload.Noop()))
                        .toList();
        return new Message.AppendEntries(1, to, 7, 0, 0, list, 0, 1);
    }

    private static Message piece(long offset, int length, boolean isDone) {
        Bytes data = Bytes.wrap(new byte[length]);
        return new Message.InstallSnapshot(1, 3, 7, SnapshotMeta.NONE, offset, data, isDone, 1);
    }

    @Test
    void standingIsToldOnceHoweverManyAreAsked() {
        for (int to = 2; to <= 5; to++) {
            events.sent(new Message.PreVote(1, to, 8, 0, 0));
        }
        for (int to = 2; to <= 5; to++) {
            events.sent(new Message.RequestVote(1, to, 8, 0, 0, false));
        }
        assertEquals(
                List.of(
                        "election \"term\":8,\"pre\":true,\"reason\":\"timeout\"",
                        "election \"term\":8,\"pre\":false,\"reason\":\"timeout\""),
                told.takeText());
    }

    @Test
    void aTransferIsTheReason() {
        events.sent(new Message.RequestVote(1, 2, 8, 0, 0, true));
        assertEquals("transfer", told.takeOne().get("reason"));
    }

    @Test
    void standingAgainAfterALeaderWasKnownIsToldAgain() {
        events.sent(new Message.PreVote(1, 2, 8, 0, 0));
        events.leaderChanged(7, 3);
        events.sent(new Message.PreVote(1, 2, 8, 0, 0));
        assertEquals(
                List.of("election", "leader", "election"),
                told.take().stream().map(Told.Event::type).toList());
    }

    @Test
    void answersToThoseWhoStandAreTold() {
        events.sent(new Message.PreVoteReply(1, 3, 8, true));
        events.sent(new Message.RequestVoteReply(1, 3, 8, false));
        assertEquals(
                List.of(
                        "vote \"from\":1,\"to\":3,\"term\":8,\"granted\":true,\"pre\":true",
                        "vote \"from\":1,\"to\":3,\"term\":8,\"granted\":false,\"pre\":false"),
                told.takeText());
    }

    @Test
    void howLongItWaitsForALeaderIsToldWithEachLeader() {
        events.electionTimeout(Duration.ofMillis(500));
        events.leaderChanged(7, 3);
        assertEquals(List.of("leader \"id\":3,\"term\":7,\"election_ms\":500"), told.takeText());
    }

    @Test
    void aLeaderIsToldWhenItChanges() {
        events.leaderChanged(7, 3);
        events.leaderChanged(7, 3);
        events.leaderChanged(8, HardState.NOBODY);
        events.leaderChanged(8, 3);
        assertEquals(
                List.of(
                        "leader \"id\":3,\"term\":7",
                        "leader \"id\":0,\"term\":8",
                        "leader \"id\":3,\"term\":8"),
                told.takeText());
    }

    @Test
    void aSnapshotIsToldAtItsBeginningAndItsEnd() {
        events.sent(piece(0, 100, false));
        events.sent(piece(100, 100, false));
        events.sent(piece(200, 50, true));
        assertEquals(
                List.of(
                        "snap \"from\":1,\"to\":3,\"bytes\":0,\"phase\":\"begin\"",
                        "snap \"from\":1,\"to\":3,\"bytes\":250,\"phase\":\"end\""),
                told.takeText());
        events.sent(piece(0, 9, true));
        assertEquals(2, told.take().size());
    }

    @Test
    void whatTheLeaderSendsIsSummedUpForEachFollower() {
        events.tick(0, () -> status("leader", 1));
        told.take();
        events.sent(append(2, 0));
        events.sent(append(2, 3));
        events.sent(append(3, 1));
        NodeStatus now = status("leader", 1, new NodeStatus.Peer(2, 9, 100));
        events.tick(250 * MILLI_NANOS, () -> now);
        long entry = new Entry(7, 1, new Payload.Noop()).sizeBytes();
        assertEquals(
                List.of(
                        "append \"from\":1,\"to\":2,\"n\":2,\"entries\":3,\"bytes\":"
                                + 3 * entry
                                + ",\"match\":9",
                        "append \"from\":1,\"to\":3,\"n\":1,\"entries\":1,\"bytes\":"
                                + entry
                                + ",\"match\":0"),
                told.takeText());
        events.tick(500 * MILLI_NANOS, () -> now);
        assertEquals(List.of(), told.takeText());
    }

    @Test
    void heartbeatsAloneAreToldOnceASecond() {
        events.tick(0, () -> status("leader", 1));
        events.sent(append(2, 0));
        events.tick(1_000 * MILLI_NANOS, () -> status("leader", 1));
        told.take();
        for (int i = 1; i <= 4; i++) {
            events.sent(append(2, 0));
            events.tick((1_000 + i * 250) * MILLI_NANOS, () -> status("leader", 1));
            assertEquals(i == 4 ? 1 : 0, told.take().size());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "leader, leader",
        "follower, follower",
        "candidate, candidate",
        "preCandidate, candidate",
        "learner, learner"
    })
    void howFarANodeIsIsToldWithItsRole(String role, String expected) {
        events.tick(0, () -> status(role, 5));
        assertEquals(
                List.of(
                        "commit \"index\":5,\"applied\":5,\"term\":7,\"role\":\""
                                + expected
                                + "\""),
                told.takeText());
        events.tick(250 * MILLI_NANOS, () -> status(role, 5));
        assertEquals(List.of(), told.takeText());
        events.tick(500 * MILLI_NANOS, () -> status(role, 6));
        assertEquals(6L, told.takeOne().get("index"));
    }

    private static Reply.Member member(int id, Reply.MemberKind kind) {
        return new Reply.Member(id, "h" + id + ":7000", "", kind, false);
    }

    @Test
    void whoeverLeadsTellsWhatBecomesOfMembers() {
        Reply.Member one = member(1, Reply.MemberKind.VOTER);
        events.members(List.of(one), false);
        assertEquals(List.of(), told.takeText());
        events.members(List.of(one, member(2, Reply.MemberKind.LEARNER)), true);
        events.members(List.of(one, member(2, Reply.MemberKind.VOTER)), true);
        events.members(List.of(one, member(2, Reply.MemberKind.LEAVING)), true);
        events.members(List.of(one), true);
        assertEquals(
                List.of(
                        "member \"op\":\"add\",\"id\":2,\"addr\":\"h2:7000\"",
                        "member \"op\":\"promote\",\"id\":2,\"addr\":\"h2:7000\"",
                        "member \"op\":\"remove\",\"id\":2,\"addr\":\"h2:7000\""),
                told.takeText());
    }

    @Test
    void aFollowerTellsNothingOfMembersAndKnowsThemWhenItLeads() {
        List<Reply.Member> two =
                List.of(member(1, Reply.MemberKind.VOTER), member(2, Reply.MemberKind.VOTER));
        events.members(two, false);
        events.members(two, true);
        assertEquals(List.of(), told.takeText());
    }

    @Test
    void otherMessagesAreNotTold() {
        events.sent(new Message.AppendEntriesReply(1, 2, 7, 1, 1));
        events.sent(new Message.TimeoutNow(1, 2, 7));
        assertEquals(List.of(), told.takeText());
    }
}

package io.neurocache.raft.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.HardState;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {
    private static void wire(String json, Reply reply) throws WireException {
        assertEquals(json, WireText.text(reply));
        assertEquals(reply, WireText.reply(json));
    }

    @Test
    void aWriteTellsItsIndex() throws WireException {
        wire("{\"id\":1,\"ok\":true,\"index\":17}", new Reply.Written(1, 17));
    }

    @Test
    void aReadTellsTheValueAndSinceWhen() throws WireException {
        wire(
                "{\"id\":2,\"ok\":true,\"value\":\"123\",\"index\":17}",
                new Reply.Found(2, Bytes.utf8("123"), 17));
    }

    @Test
    void whatIsNoTextComesInBase64() throws WireException {
        wire(
                "{\"id\":2,\"ok\":true,\"value\":\"gA==\",\"encoding\":\"base64\",\"index\":17}",
                new Reply.Found(2, Bytes.wrap(new byte[] {(byte) 0x80}), 17));
    }

    @Test
    void whatJsonMustEscapeIsEscaped() throws WireException {
        wire(
                "{\"id\":2,\"ok\":true,\"value\":\"\\\"\\\\/\\n\\r\\t\\u0000\\u001f\u007f\u00e4\","
                        + "\"index\":17}",
                new Reply.Found(2, Bytes.utf8("\"\\/\n\r\t\u0000\u001f\u007f\u00e4"), 17));
    }

    @Test
    void aPurgeTellsItsIndexAndWhetherThereWasAnything() throws WireException {
        wire("{\"id\":3,\"ok\":true,\"index\":17,\"found\":true}", new Reply.Purged(3, 17, true));
        wire("{\"id\":3,\"ok\":true,\"index\":17,\"found\":false}", new Reply.Purged(3, 17, false));
    }

    @Test
    void whatIsKnownOfCachedObjectsIsTold() throws WireException {
        String hash = "0f".repeat(32);
        CacheObject object = new CacheObject(5, Bytes.wrap(HexFormat.of().parseHex(hash)), 60);
        wire(
                "{\"id\":3,\"ok\":true,\"entries\":[{\"key\":\"a\",\"size\":5,\"hash\":\""
                        + hash
                        + "\",\"expires\":60,\"count\":7,\"used\":9,\"put\":5,\"edges\":[1,3],\"index\":8}],"
                        + "\"more\":false}",
                new Reply.EntriesTold(
                        3,
                        List.of(
                                new CacheEntry(
                                        Bytes.utf8("a"), object, 7, 9, 8, 5, new int[] {1, 3})),
                        false));
        wire(
                "{\"id\":3,\"ok\":true,\"entries\":[],\"more\":true}",
                new Reply.EntriesTold(3, List.of(), true));
    }

    @Test
    void aLeaseTellsWhatHasToBeAppliedForIt() throws WireException {
        wire("{\"id\":3,\"ok\":true,\"lease\":17}", new Reply.Leased(3, 17));
    }

    @Test
    void aDeleteTellsThatItIsDone() throws WireException {
        wire("{\"id\":4,\"ok\":true}", new Reply.Done(4));
    }

    @Test
    void aScanTellsItemsAndWhetherThereAreMore() throws WireException {
        wire(
                "{\"id\":6,\"ok\":true,\"items\":[{\"key\":\"a\",\"value\":\"1\"},{\"key\":\"b\"}],"
                        + "\"more\":true}",
                new Reply.Scanned(
                        6,
                        List.of(
                                new Reply.Item(Bytes.utf8("a"), new Content.Value(Bytes.utf8("1"))),
                                new Reply.Item(Bytes.utf8("b"), new Content.Absent())),
                        true));
        wire(
                "{\"id\":6,\"ok\":true,\"items\":[],\"more\":false}",
                new Reply.Scanned(6, List.of(), false));
    }

    @Test
    void anErrorHasCodeAndMessage() throws WireException {
        wire(
                "{\"id\":1,\"ok\":false,\"error\":{\"code\":\"NotFound\",\"message\":\"no\"}}",
                new Reply.Failed(1, ErrorCode.NOT_FOUND, "no"));
        wire(
                "{\"id\":null,\"ok\":false,\"error\":{\"code\":\"TooLarge\",\"message\":\"\"}}",
                new Reply.Failed(WireException.NO_ID, ErrorCode.TOO_LARGE, ""));
    }

    @Test
    void notLeaderNamesTheLeader() throws WireException {
        wire(
                "{\"id\":1,\"ok\":false,\"error\":{\"code\":\"NotLeader\","
                        + "\"leader\":\"127.0.0.1:7001\",\"message\":\"…\"}}",
                new Reply.NotLeader(1, "127.0.0.1:7001", "…"));
    }

    @Test
    void casFailedTellsWhatIsThere() throws WireException {
        wire(
                "{\"id\":5,\"ok\":false,\"error\":{\"code\":\"CasFailed\",\"actual\":\"122\","
                        + "\"message\":\"m\"}}",
                new Reply.CasFailed(5, new Content.Value(Bytes.utf8("122")), "m"));
        wire(
                "{\"id\":5,\"ok\":false,\"error\":{\"code\":\"CasFailed\",\"actual\":null,"
                        + "\"message\":\"m\"}}",
                new Reply.CasFailed(5, new Content.Absent(), "m"));
    }

    @Test
    void statusTellsHowTheServerStands() throws WireException {
        String start =
                "{\"id\":7,\"ok\":true,\"status\":{\"node\":1,\"version\":\"0.1.0\",\"uptime_s\":12,";
        wire(
                start
                        + "\"role\":\"leader\",\"term\":3,\"leader\":1,\"commit\":120,\"applied\":119,"
                        + "\"last\":121,\"snapshot\":100,\"keys\":2,\"sessions\":1,"
                        + "\"peers\":[{\"id\":2,\"match\":120,\"rtt_us\":412},{\"id\":3,\"match\":0}]}}",
                new Reply.StatusTold(7, status("leader", 1)));
        assertTrue(
                WireText.text(new Reply.StatusTold(7, status("candidate", HardState.NOBODY)))
                        .contains("\"leader\":null"));
    }

    private static NodeStatus status(String role, int leader) {
        List<NodeStatus.Peer> peers =
                List.of(
                        new NodeStatus.Peer(2, 120, 412),
                        new NodeStatus.Peer(3, 0, NodeStatus.UNKNOWN));
        return new NodeStatus(1, "0.1.0", 12, role, 3, leader, 120, 119, 121, 100, 2, 1, peers);
    }

    @Test
    void membersTellsWhoBelongsToTheCluster() throws WireException {
        wire(
                "{\"id\":8,\"ok\":true,\"members\":[{\"id\":1,\"raft\":\"127.0.0.1:7000\","
                        + "\"edge\":\"127.0.0.1:8080\",\"role\":\"voter\"},"
                        + "{\"id\":4,\"raft\":\"h:1\",\"role\":\"learner\",\"draining\":true}]}",
                new Reply.MembersTold(
                        8,
                        List.of(
                                new Reply.Member(
                                        1,
                                        "127.0.0.1:7000",
                                        "127.0.0.1:8080",
                                        Reply.MemberKind.VOTER,
                                        false),
                                new Reply.Member(4, "h:1", "", Reply.MemberKind.LEARNER, true))));
    }

    @Test
    void everyCodeOfTheContractIsThereUnderItsName() {
        List<String> contract =
                List.of(
                        "NotFound",
                        "InvalidKey",
                        "InvalidRequest",
                        "TooLarge",
                        "NotLeader",
                        "NoLeader",
                        "CasFailed",
                        "Timeout",
                        "Overloaded",
                        "Unauthorized",
                        "Internal");
        assertEquals(contract, Arrays.stream(ErrorCode.values()).map(ErrorCode::text).toList());
    }

    @Test
    void onlyATimeoutAndAFailureLeaveOpenWhetherAWriteHappened() {
        assertTrue(ErrorCode.TIMEOUT.mayHaveHappened());
        assertTrue(ErrorCode.INTERNAL.mayHaveHappened());
        assertFalse(ErrorCode.NOT_LEADER.mayHaveHappened());
        assertFalse(ErrorCode.OVERLOADED.mayHaveHappened());
    }

    @Test
    void aRefusalIsAnsweredUnderTheIdThatCouldBeRead() {
        WireException e = WireException.refused(ErrorCode.INVALID_KEY, "why", 7);
        assertEquals(new Reply.Failed(7, ErrorCode.INVALID_KEY, "why"), e.reply());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"id\":1}",
                "{\"id\":1,\"ok\":false}",
                "{\"id\":1,\"ok\":true,\"value\":\"x\"}",
                "{\"id\":1,\"ok\":true,\"value\":\"x\",\"encoding\":\"hex\",\"index\":1}",
                "{\"id\":1,\"ok\":true,\"items\":[1]}",
                "{\"id\":1,\"ok\":true,\"items\":[{}]}",
                "{\"id\":1,\"ok\":true,\"members\":[{\"id\":1}]}",
                "{\"id\":1,\"ok\":true,\"status\":{\"node\":1}}",
                "{\"id\":1,\"ok\":false,\"error\":{\"code\":\"What\",\"message\":\"\"}}",
                "{\"id\":1,\"ok\":false,\"error\":{\"code\":\"NotLeader\",\"message\":\"\"}}",
                "{\"id\":1,\"ok\":true}}",
            })
    void whatIsNoAnswerIsRefused(String json) {
        assertThrows(WireException.class, () -> WireText.reply(json));
    }
}

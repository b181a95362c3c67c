package io.neurocache.raft.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Message;
import io.neurocache.raft.Payload;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerReaderTest {
    private static final String APPEND =
            "{\"rpc\":\"AppendEntries\",\"term\":4,\"leaderId\":1,\"to\":2,\"prevLogIndex\":16,"
                    + "\"prevLogTerm\":3,\"leaderCommit\":16,\"round\":9,\"entries\":[";

    private static List<Entry> entries(String array) throws WireException {
        PeerFrame.Rpc rpc =
                assertInstanceOf(PeerFrame.Rpc.class, WireText.peer(APPEND + array + "]}"));
        return assertInstanceOf(Message.AppendEntries.class, rpc.message()).entries();
    }

    private static Payload command(String json) {
        return new Payload.Command(Bytes.utf8(json));
    }

    @Test
    void aTermHoldsUntilTheNextAndIndicesFollowPrevLogIndex() throws WireException {
        assertEquals(
                List.of(
                        new Entry(3, 17, command("{\"a\":1}")),
                        new Entry(3, 18, command("{}")),
                        new Entry(4, 19, new Payload.Noop())),
                entries("3,{\"a\":1},{},4,[\"Noop\"]"));
    }

    @Test
    void aCommandComesAsTheVeryBytesThatWereSent() throws WireException {
        String odd = "{ \"k\":\"}]\\\\\\\"\" ,\"\u20ac\":[[{}],\"{\"],\"n\":1E400}";

        assertEquals(List.of(new Entry(3, 17, command(odd))), entries("3, " + odd + " "));
    }

    @Test
    void aCommandThatLooksLikeAnEntryOfRaftIsACommand() throws WireException {
        String sly = "{\"Noop\":[\"Noop\"]}";

        assertEquals(List.of(new Entry(3, 17, command(sly))), entries("3," + sly));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "0,{}",
                "3,{\"a\":1]",
                "3,[\"Reconfigure\",{\"voters\":[1],\"addresses\":{\"1\":{\"raft\":\"\\ud800\"}}}]",
                "-1,{}",
                "1234567890123456789,{}",
                "3,\"a\"",
                "3,null",
                "3,{},",
                "3{}",
                "3,{}{}",
                "3,{",
                "3,{\"",
                "3,{\"\\",
                "3,[]",
                "3,[\"Noop\",1]",
                "3,[\"What\"]",
                "3,[\"Reconfigure\"]",
                "3,[\"Reconfigure\",{\"voters\":1}]",
                "3,[\"Reconfigure\",{\"voters\":[0]}]",
                "3,[\"Reconfigure\",{\"voters\":[1],\"learners\":[1]}]",
                "3,[\"Reconfigure\",{\"voters\":[99999999999]}]",
            })
    void whatIsNoEntryIsRefused(String array) {
        assertThrows(WireException.class, () -> entries(array));
    }

    @Test
    void onlyAppendEntriesHasEntriesAndAlwaysHasThem() {
        String heartbeat = APPEND.substring(0, APPEND.indexOf(",\"entries\""));
        assertThrows(WireException.class, () -> WireText.peer(heartbeat + "}"));
        assertThrows(WireException.class, () -> WireText.peer(heartbeat + ",\"entries\":{}}"));
        assertThrows(
                WireException.class,
                () ->
                        WireText.peer(
                                "{\"rpc\":\"TimeoutNow\",\"term\":1,\"leaderId\":1,\"to\":2,"
                                        + "\"entries\":[]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"?\"", "\"abc\"", "null", "[]"})
    void aPieceOfASnapshotIsBase64(String data) {
        String start =
                "{\"rpc\":\"InstallSnapshot\",\"term\":4,\"leaderId\":2,\"to\":1,"
                        + "\"lastIncludedIndex\":120,\"lastIncludedTerm\":3,\"offset\":0,"
                        + "\"done\":true,\"round\":11,\"data\":";
        assertTrue(WireText.isPeer(start + "\"YWJj\"}"));
        assertThrows(WireException.class, () -> WireText.peer(start + data + "}"));
    }

    @Test
    void entriesComeLast() {
        WireException e =
                assertThrows(WireException.class, () -> WireText.peer(APPEND + "],\"x\":1}"));
        assertTrue(e.getMessage().contains("last"), e.getMessage());
    }

    @Test
    void membersAreBounded() throws WireException {
        String most =
                IntStream.rangeClosed(1, 64).mapToObj(Integer::toString).collect(joining(","));

        assertEquals(1, entries("3,[\"Reconfigure\",{\"voters\":[" + most + "]}]").size());
        assertThrows(
                WireException.class,
                () -> entries("3,[\"Reconfigure\",{\"voters\":[" + most + ",65]}]"));
    }

    @Test
    void deepNestingInACommandCostsNoStack() throws WireException {
        String deep = "{\"x\":" + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}";

        assertEquals(1, entries("3," + deep).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"rpc\":\"Gossip\",\"term\":1,\"from\":1,\"to\":2}",
                "{\"rpc\":1}",
                "{\"rpc\":\"TimeoutNow\"}",
                "{\"rpc\":\"TimeoutNow\",\"term\":-1,\"leaderId\":1,\"to\":2}",
                "{\"rpc\":\"TimeoutNow\",\"term\":1,\"leaderId\":0,\"to\":2}",
                "{\"rpc\":\"TimeoutNow\",\"term\":1,\"leaderId\":1,\"to\":4294967298}",
                "{\"rpc\":\"TimeoutNow\",\"term\":1,\"term\":2,\"leaderId\":1,\"to\":2}",
                "{\"rpc\":\"TimeoutNow\",\"term\":1,\"leaderId\":1,\"to\":2}}",
                "{\"rpc\":\"PreVoteReply\",\"term\":1,\"from\":1,\"to\":2,\"voteGranted\":1}",
                "{\"rpc\":\"Hello\",\"protocol\":1,\"cluster\":\"\",\"from\":1,\"to\":2}",
                "{\"rpc\":\"Hello\",\"protocol\":1,\"cluster\":\"a\\n\",\"from\":1,\"to\":2}",
                "{\"rpc\":\"Hello\",\"protocol\":0,\"cluster\":\"a\",\"from\":1,\"to\":2}",
                " {\"rpc\":\"TimeoutNow\",\"term\":1,\"leaderId\":1,\"to\":2}",
            })
    void whatIsNoFrameOfAPeerIsRefused(String json) {
        WireException e = assertThrows(WireException.class, () -> WireText.peer(json));
        assertEquals(ErrorCode.INVALID_REQUEST, e.code());
    }

    @Test
    void unknownFieldsAreIgnored() throws WireException {
        assertEquals(
                new PeerFrame.Rpc(new Message.TimeoutNow(1, 2, 3)),
                WireText.peer(
                        "{\"rpc\":\"TimeoutNow\",\"term\":3,\"leaderId\":1,\"to\":2,"
                                + "\"later\":{\"a\":[]}}"));
    }

    @Test
    void aRefusalOfALaterVersionIsARefusal() throws WireException {
        assertEquals(
                new PeerFrame.Refused(ErrorCode.INTERNAL, "m"),
                WireText.peer("{\"rpc\":\"Refused\",\"code\":\"Later\",\"message\":\"m\"}"));
    }

    @Test
    void aPeerIsToldFromAClientByHowItsFrameBegins() {
        byte[] peer = "{\"rpc\":\"Hello\"}".getBytes(UTF_8);
        byte[] client = "{\"id\":1}".getBytes(UTF_8);

        assertTrue(PeerReader.isPeer(peer, 0, peer.length));
        assertFalse(PeerReader.isPeer(peer, 0, 6));
        assertFalse(PeerReader.isPeer(client, 0, client.length));
    }

    @Test
    void aCommandThatIsNoObjectIsNotSent() {
        for (String command : new String[] {"", "x", "{", " {}", "{}\n"}) {
            Message message =
                    new Message.AppendEntries(
                            1, 2, 3, 0, 0, List.of(new Entry(1, 1, command(command))), 0, 0);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> PeerWriter.write(new PeerFrame.Rpc(message), new ByteSink()));
        }
    }
}

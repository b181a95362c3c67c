package io.neurocache.raft.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.neurocache.raft.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    private static final Bytes ALPHA = Bytes.utf8("alpha");

    private static WireException refused(String json) {
        return assertThrows(WireException.class, () -> WireText.request(json));
    }

    private static void refused(ErrorCode code, long id, String json) {
        WireException e = refused(json);
        assertEquals(code, e.code(), e.getMessage());
        assertEquals(id, e.id());
        assertFalse(e.isFramingLost());
    }

    @Test
    void aPutHasKeyAndValue() throws WireException {
        assertEquals(
                new Request.Put(1, ALPHA, Bytes.utf8("123"), Session.NONE),
                WireText.request("{\"id\":1,\"op\":\"put\",\"key\":\"alpha\",\"value\":\"123\"}"));
    }

    @Test
    void aWriteMaySayWhoAsksAndWhichOfHisWritesItIs() throws WireException {
        assertEquals(
                new Request.Del(4, ALPHA, new Session("c1", 7)),
                WireText.request(
                        "{\"id\":4,\"op\":\"del\",\"key\":\"alpha\",\"client\":\"c1\",\"seq\":7}"));
    }

    @Test
    void aReadIsLinearizableUnlessAskedOtherwise() throws WireException {
        assertEquals(
                new Request.Get(2, ALPHA, Consistency.LINEARIZABLE),
                WireText.request("{\"id\":2,\"op\":\"get\",\"key\":\"alpha\"}"));
        assertEquals(
                new Request.Get(3, ALPHA, Consistency.STALE),
                WireText.request("{\"id\":3,\"op\":\"get\",\"key\":\"alpha\",\"read\":\"stale\"}"));
    }

    @Test
    void toExpectNullIsToExpectNothing() throws WireException {
        assertEquals(
                new Request.Cas(5, ALPHA, new Content.Absent(), Bytes.utf8("124"), Session.NONE),
                WireText.request(
                        "{\"id\":5,\"op\":\"cas\",\"key\":\"alpha\",\"expect\":null,"
                                + "\"value\":\"124\"}"));
    }

    @Test
    void aScanWithoutFieldsIsOfAllKeys() throws WireException {
        assertEquals(
                new Request.Scan(
                        6, Bytes.EMPTY, Bytes.EMPTY, 1000, false, Consistency.LINEARIZABLE),
                WireText.request("{\"id\":6,\"op\":\"scan\"}"));
    }

    @Test
    void binaryValuesTravelInBase64() throws WireException {
        Request.Put put =
                assertInstanceOf(
                        Request.Put.class,
                        WireText.request(
                                "{\"id\":1,\"op\":\"put\",\"key\":\"alpha\",\"value\":\"/wA=\","
                                        + "\"encoding\":\"base64\"}"));

        assertEquals(Bytes.wrap(new byte[] {(byte) 0xFF, 0}), put.value());
        assertEquals(
                "{\"id\":1,\"op\":\"put\",\"key\":\"alpha\",\"value\":\"/wA=\","
                        + "\"encoding\":\"base64\"}",
                WireText.text(put));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"op\":\"get\",\"key\":\"alpha\",\"id\":2}",
                " { \"id\" : 2 , \"op\" : \"get\" , \"key\" : \"alpha\" } ",
                "{\n\t\"id\":2,\r\n\"op\":\"get\",\"key\":\"alpha\"}",
                "{\"id\":2,\"op\":\"get\",\"key\":\"\\u0061lph\\u0061\"}",
                "{\"\\u0069d\":2,\"op\":\"get\",\"key\":\"alpha\"}",
                "{\"id\":2,\"op\":\"get\",\"key\":\"alpha\",\"later\":{\"a\":[1,2,{}]}}",
                "{\"id\":2,\"op\":\"get\",\"key\":\"alpha\",\"later\":1,\"later\":2}",
                "{\"id\":2,\"op\":\"get\",\"key\":\"alpha\",\"limit\":\"of another op\"}",
                "{\"id\":2,\"op\":\"get\",\"key\":\"alpha\",\"x\":12345678901234567890123456789}",
            })
    void oneRequestMayBeWrittenInManyWays(String json) throws WireException {
        assertEquals(new Request.Get(2, ALPHA, Consistency.LINEARIZABLE), WireText.request(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "[{\"id\":1}]",
                "1",
                "{",
                "{\"id\"",
                "{\"id\":}",
                "{,}",
                "{\"op\":\"get\"}",
                "{\"id\":\"1\",\"op\":\"get\",\"key\":\"a\"}",
                "{\"id\":1.0,\"op\":\"get\",\"key\":\"a\"}",
                "{\"id\":-1,\"op\":\"get\",\"key\":\"a\"}",
                "{\"id\":9223372036854775808,\"op\":\"get\",\"key\":\"a\"}",
                "{\"id\":null,\"op\":\"get\",\"key\":\"a\"}",
                "{\"id\":01,\"op\":\"get\",\"key\":\"a\"}",
                "\u0000{\u0000}",
                "{\u0000}\u0000",
                "\uFEFF{\"id\":1,\"op\":\"get\",\"key\":\"a\"}",
            })
    void withoutAnIdTheAnswerHasNone(String json) {
        refused(ErrorCode.INVALID_REQUEST, WireException.NO_ID, json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":7}",
                "{\"id\":7,\"op\":\"get\",\"key\":\"a\"",
                "{\"id\":7,\"op\":\"get\",\"key\":\"a\"}}",
                "{\"id\":7,\"op\":\"get\",\"key\":\"a\"}{}",
                "{\"id\":7,\"op\":\"get\",\"key\":\"a\",}",
                "{\"id\":7,\"op\":\"get\",\"key\":\"a\",\"x\":\"\\q\"}",
                "{\"id\":7,\"op\":\"get\",\"key\":\"a\tb\"}",
                "{\"id\":7,\"op\":\"GET\",\"key\":\"a\"}",
                "{\"id\":7,\"op\":7,\"key\":\"a\"}",
                "{\"id\":7,\"op\":\"get\"}",
                "{\"id\":7,\"op\":\"get\",\"key\":7}",
                "{\"id\":7,\"op\":\"get\",\"key\":[\"a\"]}",
                "{\"id\":7,\"op\":\"get\",\"key\":\"a\",\"key\":\"b\"}",
                "{\"id\":7,\"id\":8,\"op\":\"get\",\"key\":\"a\"}",
                "{\"id\":7,\"op\":\"get\",\"key\":\"a\",\"read\":\"dirty\"}",
                "{\"id\":7,\"op\":\"put\",\"key\":\"a\"}",
                "{\"id\":7,\"op\":\"put\",\"key\":\"a\",\"value\":1}",
                "{\"id\":7,\"op\":\"put\",\"key\":\"a\",\"value\":null}",
                "{\"id\":7,\"op\":\"put\",\"key\":\"a\",\"value\":\"\\ud800\"}",
                "{\"id\":7,\"op\":\"put\",\"key\":\"a\",\"value\":\"?\",\"encoding\":\"base64\"}",
                "{\"id\":7,\"op\":\"put\",\"key\":\"a\",\"value\":\"\",\"encoding\":\"hex\"}",
                "{\"id\":7,\"op\":\"put\",\"key\":\"a\",\"value\":\"\",\"client\":\"c\"}",
                "{\"id\":7,\"op\":\"put\",\"key\":\"a\",\"value\":\"\",\"seq\":1}",
                "{\"id\":7,\"op\":\"put\",\"key\":\"a\",\"value\":\"\",\"client\":\"\",\"seq\":1}",
                "{\"id\":7,\"op\":\"put\",\"key\":\"a\",\"value\":\"\",\"client\":\"c\",\"seq\":0}",
                "{\"id\":7,\"op\":\"cas\",\"key\":\"a\",\"value\":\"\"}",
                "{\"id\":7,\"op\":\"scan\",\"limit\":0}",
                "{\"id\":7,\"op\":\"scan\",\"limit\":10001}",
                "{\"id\":7,\"op\":\"scan\",\"limit\":\"5\"}",
                "{\"id\":7,\"op\":\"scan\",\"prefix\":null}",
                "{\"id\":7,\"op\":\"scan\",\"keysOnly\":1}",
                "{\"id\":7,\"op\":\"addMember\",\"member\":0,\"raft\":\"h:1\"}",
                "{\"id\":7,\"op\":\"addMember\",\"member\":4}",
                "{\"id\":7,\"op\":\"addMember\",\"member\":4,\"raft\":\"h\"}",
                "{\"id\":7,\"op\":\"addMember\",\"member\":4,\"raft\":\"h:0\"}",
                "{\"id\":7,\"op\":\"addMember\",\"member\":4,\"raft\":\"h:65536\"}",
                "{\"id\":7,\"op\":\"addMember\",\"member\":4,\"raft\":\"h h:1\"}",
                "{\"id\":7,\"op\":\"removeMember\",\"member\":4294967297}",
                "{\"id\":7,\"op\":\"transferLeader\",\"member\":\"1\"}",
            })
    void whatIsNoRequestIsRefusedUnderItsId(String json) {
        refused(ErrorCode.INVALID_REQUEST, 7, json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\\u0000", "a\\n", "\\u007f", "\\u009f", "\\ud800", "\\udc00a"})
    void aKeyIsUnicodeWithoutControlCharacters(String key) {
        refused(ErrorCode.INVALID_KEY, 7, "{\"id\":7,\"op\":\"get\",\"key\":\"" + key + "\"}");
    }

    @Test
    void aKeyHasAtMost1024Bytes() throws WireException {
        String longest = "\u00e4".repeat(512);
        assertNotNull(WireText.request("{\"id\":7,\"op\":\"get\",\"key\":\"" + longest + "\"}"));
        refused(ErrorCode.INVALID_KEY, 7, "{\"id\":7,\"op\":\"get\",\"key\":\"" + longest + "a\"}");
    }

    @ParameterizedTest
    @CsvSource({"x, 1048576", "\u00e4, 524288", "\\u0000, 1048576"})
    void aValueHasAtMostAMebibyteDecoded(String piece, int pieces) throws WireException {
        String start = "{\"id\":7,\"op\":\"put\",\"key\":\"a\",\"value\":\"";
        String longest = piece.repeat(pieces);

        assertNotNull(WireText.request(start + longest + "\"}"));
        refused(ErrorCode.TOO_LARGE, 7, start + longest + "y\"}");
    }

    @Test
    void aWriteLeavesRoomForTheFrameToAFollower() throws WireException {
        String rest = "\"op\":\"put\",\"key\":\"a\",\"value\":\"1\",\"x\":\"";
        String padding = "p".repeat(Frames.MAX_COMMAND_BYTES);
        refused(ErrorCode.TOO_LARGE, 7, "{\"id\":7," + rest + padding + "\"}");
        assertNotNull(WireText.request("{\"id\":7,\"op\":\"status\",\"x\":\"" + padding + "\"}"));
    }

    @Test
    void nestingHasALimit() throws WireException {
        String start = "{\"id\":7,\"op\":\"status\",\"x\":";
        assertNotNull(WireText.request(start + "[".repeat(31) + "]".repeat(31) + "}"));
        refused(
                ErrorCode.INVALID_REQUEST,
                7,
                start + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}");
    }

    @Test
    void bytesThatAreNoUtf8AreNoJson() {
        // The overlong form of a slash, which lenient decoders take for one.
        byte[] frame = "{\"id\":7,\"op\":\"get\",\"key\":\"a..b\"}".getBytes(UTF_8);
        int dots = new String(frame, UTF_8).indexOf("..");
        frame[dots] = (byte) 0xC0;
        frame[dots + 1] = (byte) 0xAF;

        WireException e =
                assertThrows(
                        WireException.class,
                        () -> new RequestReader().read(frame, 0, frame.length));
        assertEquals(ErrorCode.INVALID_REQUEST, e.code());
    }

    @Test
    void bytesThatAreNoUtf8AreRefusedInAFieldOfAnotherOperationToo() {
        byte[] frame = "{\"id\":7,\"op\":\"get\",\"key\":\"a\",\"client\":\"?c\"}".getBytes(UTF_8);
        frame[new String(frame, UTF_8).indexOf('?')] = (byte) 0xC3;

        assertThrows(WireException.class, () -> new RequestReader().read(frame, 0, frame.length));
    }

    @Test
    void keyAndValueOfAPlainRequestArePartsOfItsFrame() throws WireException {
        byte[] frame =
                "  {\"id\":1,\"op\":\"put\",\"key\":\"alpha\",\"value\":\"123\"}  ".getBytes(UTF_8);
        Request request = new RequestReader().read(frame, 2, frame.length - 4);
        Request.Put put = assertInstanceOf(Request.Put.class, request);
        assertEquals(Bytes.utf8("alpha"), put.key());
        assertEquals(Bytes.utf8("123"), put.value());
        assertSame(frame, put.key().backing());
        assertSame(frame, put.value().backing());
    }
}

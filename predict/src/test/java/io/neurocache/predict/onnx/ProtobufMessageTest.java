package io.neurocache.predict.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The examples of the documentation of the encoding, and the limits. */
class ProtobufMessageTest {
    private static void assertHex(String expected, ProtobufMessage message) {
        assertEquals(expected, HexFormat.of().formatHex(message.toByteArray()));
    }

    @Test
    void numbersAreVarints() {
        assertHex("0800", new ProtobufMessage().number(1, 0));
        assertHex("087f", new ProtobufMessage().number(1, 127));
        assertHex("088001", new ProtobufMessage().number(1, 128));
        assertHex("089601", new ProtobufMessage().number(1, 150));
        assertHex("08ffffffff07", new ProtobufMessage().number(1, Integer.MAX_VALUE));
    }

    @Test
    void negativeNumbersTakeTenBytes() {
        assertHex("08ffffffffffffffffff01", new ProtobufMessage().number(1, -1));
        assertHex("0880808080808080808001", new ProtobufMessage().number(1, Long.MIN_VALUE));
    }

    @Test
    void aHighFieldNumberTakesTwoBytes() {
        assertHex("a00107", new ProtobufMessage().number(20, 7));
    }

    @Test
    void textIsUtf8WithItsLength() {
        assertHex("120774657374696e67", new ProtobufMessage().text(2, "testing"));
        assertHex("1202c3a4", new ProtobufMessage().text(2, "ä"));
        assertHex("1200", new ProtobufMessage().text(2, ""));
    }

    @Test
    void messagesNest() {
        ProtobufMessage inner = new ProtobufMessage().number(1, 150);
        assertHex("1a03089601", new ProtobufMessage().message(3, inner));
    }

    @Test
    void realsAreFourBytesLowestFirst() {
        assertHex("150000803f", new ProtobufMessage().real(2, 1f));
    }

    @Test
    void longContentHasALongLength() {
        byte[] content = new byte[300];
        byte[] message = new ProtobufMessage().bytes(9, content).toByteArray();
        assertEquals(303, message.length);
        assertArrayEquals(
                new byte[] {0x4a, (byte) 0xac, 0x02},
                new byte[] {message[0], message[1], message[2]});
    }
}

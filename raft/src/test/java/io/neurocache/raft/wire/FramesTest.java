package io.neurocache.raft.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    private static byte[] lengthBytes(int length) {
        return ByteBuffer.allocate(4).putInt(length).array();
    }

    @Test
    void theLengthIsFourBytesTheHighestFirst() throws WireException {
        byte[] bytes = {9, 0, 0x01, 0x02, 0x03, 9};

        assertEquals(0x010203, Frames.payloadLength(bytes, 1, 5));
    }

    @Test
    void fewerThanFourBytesAreIncomplete() throws WireException {
        assertEquals(Frames.INCOMPLETE, Frames.payloadLength(new byte[8], 0, 3));
    }

    @Test
    void aFrameMayBeSixteenMebibytesLong() throws WireException {
        assertEquals(16 << 20, Frames.payloadLength(lengthBytes(16 << 20), 0, 4));
    }

    @ParameterizedTest
    @ValueSource(ints = {(16 << 20) + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void aLongerOneIsTooLargeAndTheFramingIsLost(int length) {
        WireException e =
                assertThrows(
                        WireException.class, () -> Frames.payloadLength(lengthBytes(length), 0, 4));

        assertEquals(ErrorCode.TOO_LARGE, e.code());
        assertTrue(e.isFramingLost());
        assertTrue(e.getMessage().contains(Integer.toUnsignedString(length)), e.getMessage());
    }

    @Test
    void aFrameOfNoBytesIsRefusedAndTheNextOneCanBeRead() {
        WireException e =
                assertThrows(WireException.class, () -> Frames.payloadLength(lengthBytes(0), 0, 4));

        assertEquals(ErrorCode.INVALID_REQUEST, e.code());
        assertFalse(e.isFramingLost());
        assertEquals(0, e.getStackTrace().length);
    }

    @Test
    void aSinkWritesFramesOneBehindTheOther() throws WireException {
        ByteSink sink = new ByteSink();
        for (int length : new int[] {1, 300, 70_000}) {
            int frame = sink.beginFrame();
            sink.write(new byte[length], 0, length);
            sink.endFrame(frame);
        }

        int at = 0;
        for (int length : new int[] {1, 300, 70_000}) {
            assertEquals(length, Frames.payloadLength(sink.array(), at, sink.length() - at));
            at += Frames.LENGTH_BYTES + length;
        }
        assertEquals(at, sink.length());
    }

    @Test
    void aSinkDoesNotEndAFrameThatNobodyMayRead() {
        ByteSink empty = new ByteSink();
        int frame = empty.beginFrame();
        assertThrows(IllegalStateException.class, () -> empty.endFrame(frame));

        ByteSink full = new ByteSink();
        int tooLong = full.beginFrame();
        full.write(new byte[(16 << 20) + 1], 0, (16 << 20) + 1);
        assertThrows(IllegalStateException.class, () -> full.endFrame(tooLong));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 99, 100, 1234567890123L, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbersAreWrittenInDecimal(long value) {
        assertEquals(Long.toString(value), new ByteSink().number(value).toString());
    }
}

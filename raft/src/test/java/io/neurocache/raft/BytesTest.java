package io.neurocache.raft;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BytesTest {
    private static final byte[] FRAME = "{key:value}".getBytes(US_ASCII);

    @Test
    void aPartIsAsTheSameBytesOnTheirOwn() {
        Bytes part = Bytes.wrap(FRAME, 1, 3);
        Bytes alone = Bytes.utf8("key");
        assertEquals(alone, part);
        assertEquals(part, alone);
        assertEquals(alone.hashCode(), part.hashCode());
        assertEquals(alone.toString(), part.toString());
        assertArrayEquals(alone.array(), part.array());
        assertEquals(ByteBuffer.wrap(alone.array()), part.buffer());
        assertEquals(0, part.buffer().position());
    }

    @Test
    void otherPartsOfOneArrayDiffer() {
        assertNotEquals(Bytes.wrap(FRAME, 1, 3), Bytes.wrap(FRAME, 2, 3));
        assertNotEquals(Bytes.wrap(FRAME, 1, 3), Bytes.wrap(FRAME, 1, 4));
    }

    @Test
    void theWholeIsNotCopied() {
        assertSame(FRAME, Bytes.wrap(FRAME).array());
        assertSame(FRAME, Bytes.wrap(FRAME, 5, 2).backing());
        assertSame(Bytes.EMPTY, Bytes.wrap(FRAME, 5, 0));
    }

    @Test
    void aPartLiesInItsArray() {
        assertThrows(IndexOutOfBoundsException.class, () -> Bytes.wrap(FRAME, 9, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> Bytes.wrap(FRAME, -1, 3));
    }

    @Test
    void aPartKnowsWhereItBegins() {
        assertEquals(5, Bytes.wrap(FRAME, 5, 2).offset());
        assertEquals(0, Bytes.wrap(FRAME).offset());
    }

    @Test
    void theHashIsThatOfTheArray() {
        Bytes part = Bytes.wrap(FRAME, 1, 3);
        assertEquals(Arrays.hashCode(part.array()), part.hashCode());
        assertEquals(Arrays.hashCode(new byte[0]), Bytes.EMPTY.hashCode());
    }

    @Test
    void theTextIsTheLengthAndHowTheBytesBegin() {
        assertEquals("3:6b6579", Bytes.wrap(FRAME, 1, 3).toString());
        String sixteen = "61".repeat(16);
        assertEquals("16:" + sixteen, Bytes.utf8("a".repeat(16)).toString());
        assertEquals("17:" + sixteen + "...", Bytes.utf8("a".repeat(17)).toString());
    }
}

package io.neurocache.neurod.admin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.neurocache.edge.rules.Fields;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmallBodyTest {
    private final List<byte[]> taken = new ArrayList<>();
    private int tooLong;
    private final SmallBody body = new SmallBody(taken::add, () -> tooLong++);

    private void data(int length) {
        ByteBuf data = Unpooled.wrappedBuffer(new byte[length]);
        body.data(data);
        assertEquals(0, data.refCnt(), "not released");
    }

    @Test
    void aBodyInPiecesIsTakenWhole() {
        body.data(Unpooled.wrappedBuffer(new byte[] {1, 2}));
        body.data(Unpooled.wrappedBuffer(new byte[] {3}));
        body.end(Fields.EMPTY);
        assertArrayEquals(new byte[] {1, 2, 3}, taken.getFirst());
        body.end(Fields.EMPTY);
        assertEquals(1, taken.size());
    }

    @Test
    void noBodyIsAnEmptyOne() {
        body.end(Fields.EMPTY);
        assertEquals(0, taken.getFirst().length);
    }

    @Test
    void asMuchAsAllowedIsTaken() {
        data(SmallBody.MOST_BYTES);
        body.end(Fields.EMPTY);
        assertEquals(SmallBody.MOST_BYTES, taken.getFirst().length);
        assertEquals(0, tooLong);
    }

    @Test
    void moreIsRefusedOnceAndNeverTaken() {
        data(SmallBody.MOST_BYTES);
        data(1);
        data(1_000);
        body.end(Fields.EMPTY);
        assertEquals(1, tooLong);
        assertEquals(List.of(), taken);
    }

    @Test
    void aBodyThatBreaksOffIsNotTaken() {
        data(10);
        body.failed("gone");
        data(10);
        body.end(Fields.EMPTY);
        assertEquals(List.of(), taken);
        assertEquals(0, tooLong);
    }
}

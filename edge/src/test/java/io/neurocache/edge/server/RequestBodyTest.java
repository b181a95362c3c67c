package io.neurocache.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.neurocache.edge.exchange.Exchange.BodyReceiver;
import io.neurocache.edge.rules.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RequestBodyTest {
    private final List<String> heard = new ArrayList<>();
    private final RequestBody body =
            new RequestBody(new UploadRate(1_000, 1), new ServerCounters());
    private final Recorder recorder = new Recorder();

    /** Writes down what it hears, and pauses after each piece when told to. */
    private final class Recorder implements BodyReceiver {
        private boolean pausing;

        @Override
        public void data(ByteBuf data) {
            heard.add(data.toString(StandardCharsets.ISO_8859_1));
            data.release();
            if (pausing) {
                body.pause();
            }
        }

        @Override
        public void end(Fields trailers) {
            heard.add("end");
        }

        @Override
        public void failed(String reason) {
            heard.add("failed: " + reason);
        }
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    @Test
    void nothingIsWantedBeforeSomebodyReceives() {
        assertFalse(body.wanted());
        assertTrue(body.receive(recorder));
        assertTrue(body.wanted());
    }

    @Test
    void whatCameEarlyIsDeliveredInOrder() {
        body.data(bytes("a"));
        body.data(bytes("b"));
        body.end(Fields.EMPTY);
        body.receive(recorder);
        assertEquals(List.of("a", "b", "end"), heard);
    }

    @Test
    void aPauseWithinADeliveryHoldsTheRest() {
        recorder.pausing = true;
        body.data(bytes("a"));
        body.data(bytes("b"));
        body.end(Fields.EMPTY);
        body.receive(recorder);
        assertEquals(List.of("a"), heard);
        body.resume();
        assertEquals(List.of("a", "b"), heard);
        body.resume();
        assertEquals(List.of("a", "b", "end"), heard);
    }

    @Test
    void aFailureIsToldOnceAlsoToAPausedReceiverAndReleasesWhatWaits() {
        body.receive(recorder);
        body.pause();
        ByteBuf waiting = bytes("a");
        body.data(waiting);
        body.fail("gone");
        body.fail("gone again");
        assertEquals(List.of("failed: gone"), heard);
        assertEquals(0, waiting.refCnt());
    }

    @Test
    void aFailureIsToldToALateReceiver() {
        body.fail("gone");
        body.receive(recorder);
        assertEquals(List.of("failed: gone"), heard);
    }

    @Test
    void nothingIsToldAfterTheEnd() {
        body.receive(recorder);
        body.end(Fields.EMPTY);
        ByteBuf late = bytes("late");
        body.data(late);
        body.fail("late");
        assertEquals(List.of("end"), heard);
        assertEquals(0, late.refCnt());
    }

    @Test
    void aSecondReceiverIsRefused() {
        body.receive(recorder);
        assertFalse(body.receive(new Recorder()));
    }

    @Test
    void whatNobodyReceivesIsDroppedWithinABound() {
        body.drop();
        assertTrue(body.wanted());
        body.data(Unpooled.wrappedBuffer(new byte[RequestBody.MAX_DROPPED_BYTES]));
        assertFalse(body.tooMuchToDrop());
        body.data(bytes("a"));
        assertTrue(body.tooMuchToDrop());
        assertFalse(body.receive(recorder));
    }
}

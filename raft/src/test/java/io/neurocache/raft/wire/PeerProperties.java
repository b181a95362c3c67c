package io.neurocache.raft.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Every message survives the wire; spoilt ones are refused by the one exception there is. */
class PeerProperties {
    private static PeerFrame frame(SplittableRandom random) {
        return new PeerFrame.Rpc(new Messages(random).next());
    }

    @Property(tries = 1_000)
    void everyMessageIsReadAsItWasWritten(@ForAll long seed) throws WireException {
        PeerFrame frame = frame(new SplittableRandom(seed));
        byte[] bytes = ("##" + WireText.text(frame) + "##").getBytes(UTF_8);

        assertEquals(frame, PeerReader.read(bytes, 2, bytes.length - 4));
    }

    @Property(tries = 2_000)
    void aSpoiltFrameIsReadOrRefused(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = Mutation.of(WireText.text(frame(random)).getBytes(UTF_8), random);
        try {
            PeerFrame read = PeerReader.read(bytes, 0, bytes.length);
            // What is let in can be passed on.
            ByteSink sink = new ByteSink();
            PeerWriter.write(read, sink);
            assertEquals(read, PeerReader.read(sink.array(), 0, sink.length()));
        } catch (WireException e) {
            assertEquals(ErrorCode.INVALID_REQUEST, e.code());
            assertFalse(e.isFramingLost());
            assertNotEquals("", e.getMessage());
        }
    }

    @Property(tries = 1_000)
    void aFrameCutShortIsRefused(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = WireText.text(frame(random)).getBytes(UTF_8);
        int length = random.nextInt(bytes.length);

        assertThrows(WireException.class, () -> PeerReader.read(bytes, 0, length));
    }

    @Property(tries = 1_000)
    void randomBytesBehindTheBeginningAreRefused(@ForAll byte[] bytes) {
        byte[] begun = Arrays.copyOf("{\"rpc\":".getBytes(UTF_8), 7 + bytes.length);
        System.arraycopy(bytes, 0, begun, 7, bytes.length);

        assertThrows(WireException.class, () -> PeerReader.read(begun, 0, begun.length));
    }
}

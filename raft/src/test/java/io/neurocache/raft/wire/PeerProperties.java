package io.neurocache.raft.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.neurocache.raft.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;

/** Every message survives the wire; spoilt ones are refused by the one exception there is. */
class PeerProperties {
    private static PeerFrame frame(SplittableRandom random) {
        return new PeerFrame.Rpc(new Messages(random).next());
    }

    @Property(tries = 300)
    void aQuestionReachesTheLeaderAsItWas(@ForAll("questions") Request request)
            throws WireException {
        Bytes command = Bytes.utf8(WireText.text(request));
        PeerFrame.Ask ask = new PeerFrame.Ask(request, command);
        byte[] bytes = ("##" + WireText.text(ask) + "##").getBytes(UTF_8);

        assertEquals(ask, PeerReader.read(bytes, 2, bytes.length - 4));
    }

    @Provide
    Arbitrary<Request> questions() {
        return Requests.all();
    }

    @Property(tries = 300)
    void anAnswerComesBackAsItWas(@ForAll long index, @ForAll boolean found) throws WireException {
        long number = index & Long.MAX_VALUE;
        for (Reply reply :
                List.of(
                        new Reply.Purged(number, number, found),
                        new Reply.Leased(number, number),
                        new Reply.Failed(number, ErrorCode.NO_LEADER, "}\"{"),
                        new Reply.NotLeader(number, "h:1", "n2 leads"))) {
            byte[] bytes = WireText.text(new PeerFrame.Answer(reply)).getBytes(UTF_8);
            assertEquals(new PeerFrame.Answer(reply), PeerReader.read(bytes, 0, bytes.length));
        }
    }

    @Property(tries = 300)
    void anAsideComesBackAsItWas(@ForAll @StringLength(max = 2_000) String text)
            throws WireException {
        ByteSink sink = new ByteSink();
        JsonText.string(sink.ascii("{\"text\":"), text);
        sink.write('}');
        PeerFrame aside =
                new PeerFrame.Aside(Bytes.wrap(Arrays.copyOf(sink.array(), sink.length())));
        byte[] bytes = ("##" + WireText.text(aside) + "##").getBytes(UTF_8);

        assertEquals(aside, PeerReader.read(bytes, 2, bytes.length - 4));
    }

    @Example
    void anAsideWithoutABodyOrWithTooLongAOneIsRefused() {
        String tooLong = "\"" + "x".repeat(PeerFrame.MAX_ASIDE_BYTES) + "\"";
        for (String frame :
                List.of(
                        "{\"rpc\":\"Aside\"}",
                        "{\"rpc\":\"Aside\",\"body\":3}",
                        "{\"rpc\":\"Aside\",\"body\":{\"a\":" + tooLong + "}}")) {
            byte[] bytes = frame.getBytes(UTF_8);
            assertThrows(WireException.class, () -> PeerReader.read(bytes, 0, bytes.length), frame);
        }
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

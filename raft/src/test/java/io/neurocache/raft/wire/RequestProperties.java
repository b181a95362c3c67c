package io.neurocache.raft.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * The fast path agrees with the definition; neither lets anything out but a request or the refusal.
 */
class RequestProperties {
    @Provide
    Arbitrary<Request> requests() {
        return Requests.all();
    }

    @Property(tries = 500)
    void whatIsWrittenIsRead(@ForAll("requests") Request request) throws WireException {
        assertEquals(request, WireText.request(WireText.text(request)));
    }

    @Property(tries = 4_000)
    void theFastPathSaysWhatTheDefinitionSaysOrNothing(
            @ForAll("requests") Request request, @ForAll long seed) {
        byte[] frame = WireText.text(request).getBytes(UTF_8);
        SplittableRandom random = new SplittableRandom(seed);
        String path = agree(random.nextInt(8) == 0 ? frame : Mutation.of(frame, random));
        Statistics.label("path")
                .collect(path)
                .coverage(checker -> {
                    checker.check("fast").percentage(share -> share > 5);
                    checker.check("general").percentage(share -> share > 10);
                    checker.check("refused").percentage(share -> share > 20);
                });
    }

    @Property(tries = 1_000)
    void randomBytesAreRefused(@ForAll byte[] bytes) {
        assertEquals("refused", agree(bytes));
    }

    /** Which path the frame took. */
    private static String agree(byte[] frame) {
        Request fast = new FlatRequests().read(frame, 0, frame.length);
        Request general = general(frame);
        if (fast != null) {
            assertEquals(general, fast, () -> new String(frame, UTF_8));
        }
        return fast != null ? "fast" : general != null ? "general" : "refused";
    }

    private static @Nullable Request general(byte[] frame) {
        try {
            Request request = JacksonRequests.read(frame, 0, frame.length);
            assertTrue(request.id() >= 0);
            return request;
        } catch (WireException e) {
            assertNotEquals("", e.getMessage());
            assertNotNull(e.code());
            return null;
        }
    }

    @Property(tries = 500)
    void aFrameCutShortIsRefused(@ForAll("requests") Request request, @ForAll int cut) {
        byte[] frame = WireText.text(request).getBytes(UTF_8);
        int length = Math.floorMod(cut, frame.length);
        FlatRequests flat = new FlatRequests();

        // What lies behind the frame's end is none of it, even if it would make it whole.
        assertEquals(null, flat.read(frame, 0, length));
        byte[] whole = new byte[length];
        System.arraycopy(frame, 0, whole, 0, length);
        assertEquals(null, general(whole));
    }

    @Property(tries = 200)
    void thePlainShapesTakeTheFastPath(@ForAll("plain") Request.Write write) {
        byte[] frame = WireText.text(write).getBytes(UTF_8);

        assertEquals(write, new FlatRequests().read(frame, 0, frame.length));
    }

    @Provide
    Arbitrary<Request.Write> plain() {
        return Requests.writes()
                .filter(write -> {
                    String text = WireText.text(write);
                    return text.indexOf('\\') < 0
                            && !text.contains("ncoding")
                            && write.id() < 1_000_000_000_000_000_000L;
                });
    }
}

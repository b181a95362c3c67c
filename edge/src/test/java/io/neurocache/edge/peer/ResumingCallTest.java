package io.neurocache.edge.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.origin.OriginFailure.Kind;
import io.neurocache.edge.peer.FakeSource.Manner;
import io.neurocache.edge.peer.FakeSource.Spec;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.ReprDigest;
import io.neurocache.edge.rules.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Every order of events, without sockets. */
class ResumingCallTest {
    private static final String BODY = "0123456789";
    private static final Fields TAG = Fields.of("ETag", "\"v1\"");

    private final Queue<Runnable> steps = new ArrayDeque<>();
    private final List<FakeSource> sources = new ArrayList<>();
    private final Heard heard = new Heard();

    private FakeSource source(Spec spec) {
        return source(spec, BODY, TAG);
    }

    private FakeSource source(Spec spec, String body, Fields marks) {
        FakeSource made =
                new FakeSource(spec, body.getBytes(StandardCharsets.ISO_8859_1), marks, steps);
        sources.add(made);
        return made;
    }

    private OriginCall start(String... fields) {
        RequestHead request = PeerRig.get("/a", fields);
        return ResumingCall.start(List.copyOf(sources), request, heard);
    }

    private void run() {
        for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
            step.run();
        }
    }

    private void assertWhole() {
        assertEquals(BODY, heard.text(), heard.detail());
        assertNotNull(heard.trailers, heard.detail());
    }

    private static String range(FakeSource asked) {
        return String.valueOf(asked.asked.getFirst().fields().first("Range"));
    }

    @Test
    void oneGoodSourceIsEnough() {
        source(Spec.honest("a"));
        FakeSource unused = source(Spec.honest("b"));
        start();
        run();
        assertWhole();
        assertEquals(10, heard.bodyLength);
        assertTrue(unused.asked.isEmpty());
    }

    @Test
    void beforeTheHeadTheNextSourceIsAskedTheSame() {
        source(Spec.of("a", Manner.DEAD));
        FakeSource empty = source(Spec.of("b", Manner.EMPTY_HANDED));
        FakeSource last = source(Spec.honest("c"));
        start("If-None-Match", "\"v0\"");
        run();
        assertWhole();
        assertEquals(1, empty.cancelled);
        assertEquals("\"v0\"", last.asked.getFirst().fields().first("If-None-Match"));
    }

    @Test
    void withoutAnySourceTheLastFailureIsTold() {
        source(Spec.of("a", Manner.DEAD));
        source(Spec.of("b", Manner.EMPTY_HANDED));
        start();
        run();
        assertNull(heard.head);
        assertEquals("it has no answer: status 404", heard.detail());
    }

    @Test
    void theNextSourceGoesOnAtTheByteWhereTheLastOneDied() {
        source(Spec.dying("a", 4));
        FakeSource second = source(Spec.dying("b", 1));
        FakeSource third = source(Spec.honest("c"));
        start("If-None-Match", "\"v0\"");
        run();
        assertWhole();
        assertEquals("bytes=4-", range(second));
        assertEquals("bytes=5-", range(third));
        assertNull(third.asked.getFirst().fields().first("If-None-Match"));
    }

    @Test
    void aDeathBetweenHeadAndBodyRepeatsTheRequest() {
        source(Spec.dying("a", 0));
        FakeSource second = source(Spec.honest("b"));
        start();
        run();
        assertWhole();
        assertEquals("null", range(second));
    }

    @Test
    void aDeathAfterTheLastByteOfAKnownLengthIsTheEnd() {
        source(Spec.dying("a", 10));
        FakeSource unused = source(Spec.honest("b"));
        start();
        run();
        assertWhole();
        assertTrue(unused.asked.isEmpty());
    }

    @Test
    void aBodyOfUnknownLengthGoesOnAndLearnsItsEnd() {
        source(Spec.dying("a", 4).withoutLength());
        source(Spec.dying("b", 3));
        source(Spec.honest("c"));
        start();
        run();
        assertWhole();
        assertEquals(-1, heard.bodyLength);
    }

    @Test
    void aPartGoesOnToItsOwnEnd() {
        source(Spec.dying("a", 2));
        FakeSource second = source(Spec.honest("b"));
        start("Range", "bytes=3-7");
        run();
        assertEquals("34567", heard.text());
        assertEquals(206, heard.status());
        assertNotNull(heard.trailers);
        assertEquals("bytes=5-7", range(second));
    }

    @Test
    void anObjectWithAnotherTagIsNotTakenForTheRest() {
        source(Spec.dying("a", 4));
        FakeSource other = source(Spec.honest("b"), "abcdefghij", Fields.of("ETag", "\"v2\""));
        source(Spec.honest("c"));
        start();
        run();
        assertWhole();
        assertEquals(1, other.cancelled);
    }

    @Test
    void aWeakTagIsNoMark() {
        source(Spec.dying("a", 4), BODY, Fields.of("ETag", "W/\"v1\""));
        FakeSource unused = source(Spec.honest("b"), BODY, Fields.of("ETag", "W/\"v1\""));
        start();
        run();
        assertEquals(Kind.TRUNCATED, failureKind());
        assertTrue(unused.asked.isEmpty());
    }

    @Test
    void theSameDigestIsTheSameObject() {
        BodyDigest digest = new BodyDigest();
        digest.update(Unpooled.copiedBuffer(BODY, StandardCharsets.ISO_8859_1));
        Fields marks = Fields.of(ReprDigest.NAME, digest.finish().fieldValue());
        source(Spec.dying("a", 4), BODY, marks);
        source(Spec.honest("b"), BODY, marks);
        start();
        run();
        assertWhole();
    }

    @Test
    void oneMarkThatDiffersIsEnough() {
        String digest = ReprDigest.ofSha256(new byte[32]).fieldValue();
        String other = new BodyDigest().finish().fieldValue();
        source(Spec.dying("a", 4), BODY, Fields.of("ETag", "\"v1\"", ReprDigest.NAME, digest));
        source(Spec.honest("b"), BODY, Fields.of("ETag", "\"v1\"", ReprDigest.NAME, other));
        start();
        run();
        assertEquals(Kind.TRUNCATED, failureKind());
        assertEquals(
                "it died; not continued by b: it has another object, or not the rest of this one",
                heard.detail());
    }

    @Test
    void anotherLengthIsAnotherObject() {
        source(Spec.dying("a", 4));
        source(Spec.honest("b"), BODY + "!", TAG);
        start();
        run();
        assertEquals(Kind.TRUNCATED, failureKind());
        assertEquals("0123", heard.text());
    }

    @Test
    void aSourceThatIgnoresTheRangeOrMissesItsStartIsPassedOver() {
        source(Spec.dying("a", 4));
        source(Spec.of("b", Manner.IGNORES_RANGES));
        source(Spec.of("c", Manner.MISSES_THE_START));
        source(Spec.of("d", Manner.REFUSES));
        source(Spec.honest("e"));
        start();
        run();
        assertWhole();
    }

    @Test
    void moreThanAnnouncedNeverArrivesAndLessIsADeath() {
        source(Spec.of("a", Manner.ENDS_EARLY));
        source(Spec.of("b", Manner.SENDS_MORE));
        start();
        run();
        assertWhole();
    }

    @Test
    void aRequestThatTheFirstSourceRefusesIsTheCallersMistake() {
        source(Spec.of("a", Manner.REFUSES));
        assertThrows(IllegalArgumentException.class, () -> start());
    }

    @Test
    void aPauseOutlivesASource() {
        source(Spec.dying("a", 4));
        source(Spec.honest("b"));
        OriginCall call = start();
        heard.onData = call::pause;
        run();
        assertEquals("012", heard.text());
        call.resume();
        run();
        assertEquals("0123", heard.text());
        call.resume();
        run();
        assertEquals("0123456", heard.text());
        assertFalse(heard.isOver());
        heard.onData = () -> {};
        call.resume();
        run();
        assertWhole();
    }

    @Test
    void nothingIsHeardAfterACancel() {
        FakeSource first = source(Spec.dying("a", 4));
        FakeSource unused = source(Spec.honest("b"));
        OriginCall call = start();
        heard.onData = call::cancel;
        run();
        assertEquals("012", heard.text());
        assertFalse(heard.isOver());
        assertEquals(1, first.cancelled);
        assertTrue(unused.asked.isEmpty());
    }

    private Kind failureKind() {
        return heard.failure == null ? Kind.OVERLOADED : heard.failure.kind();
    }
}

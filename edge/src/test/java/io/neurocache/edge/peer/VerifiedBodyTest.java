package io.neurocache.edge.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.ReprDigest;
import io.neurocache.edge.rules.ResponseHead;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** RFC 9530 §3, from the receiving end. */
class VerifiedBodyTest {
    private static final String BODY = "the body";
    private static final ReprDigest DIGEST = digest(BODY);
    private static final Fields RIGHT = Fields.of(ReprDigest.NAME, DIGEST.fieldValue());
    private static final Fields WRONG =
            Fields.of(ReprDigest.NAME, digest("another body").fieldValue());

    private final Heard heard = new Heard();

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static ReprDigest digest(String text) {
        BodyDigest digest = new BodyDigest();
        digest.update(buffer(text));
        return digest.finish();
    }

    private void receive(String method, int status, Fields head, Fields trailers) {
        VerifiedBody verified = new VerifiedBody(method, "peer:1", heard);
        verified.head(new ResponseHead(status, head), -1);
        verified.data(buffer("the "));
        // A buffer of two parts, the first read up to the middle.
        ByteBuf parts = Unpooled.wrappedBuffer(buffer("xxbo"), buffer("dy"));
        verified.data(parts.skipBytes(2));
        verified.end(trailers);
    }

    private void assertRefused() {
        assertNull(heard.trailers);
        assertEquals("the body is not the one of its digest", heard.detail());
    }

    @Test
    void theRightDigestPasses() {
        receive("GET", 200, RIGHT, Fields.EMPTY);
        assertNotNull(heard.trailers, heard.detail());
        assertEquals(BODY, heard.text());
    }

    @Test
    void aWrongDigestOfTheHeadIsAFailureInPlaceOfTheEnd() {
        receive("GET", 200, WRONG, Fields.EMPTY);
        assertRefused();
    }

    @Test
    void aWrongDigestOfTheTrailersIsToo() {
        receive("GET", 200, RIGHT, WRONG);
        assertRefused();
    }

    @Test
    void aBodyWithoutADigestPasses() {
        receive("GET", 200, Fields.EMPTY, Fields.EMPTY);
        assertNotNull(heard.trailers);
    }

    @Test
    void trailersCountWhereTheHeadAnnouncesThem() {
        receive("GET", 200, Fields.of("Trailer", "x, repr-digest"), WRONG);
        assertRefused();
    }

    @Test
    void aPartSaysNothingOfTheWhole() {
        receive("GET", 206, WRONG, Fields.EMPTY);
        assertNotNull(heard.trailers);
    }
}

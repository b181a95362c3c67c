package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A stretch of a body to send, with text before it: a range, or one part of several (RFC 9110
 * §14.6).
 *
 * @param before bytes sent before the stretch, in ISO-8859-1; empty outside multipart answers
 * @param first index of the first byte, in bytes from the start of the body
 * @param length bytes in the stretch, or {@link #TO_THE_END}
 */
record BodyPart(String before, long first, long length) {
    /** A length not yet known: until the body ends. */
    static final long TO_THE_END = Long.MAX_VALUE;

    /** A whole body. */
    static List<BodyPart> whole(long length) {
        return List.of(new BodyPart("", 0, length));
    }

    ByteBuf beforeBytes() {
        return Unpooled.wrappedBuffer(before.getBytes(StandardCharsets.ISO_8859_1));
    }
}

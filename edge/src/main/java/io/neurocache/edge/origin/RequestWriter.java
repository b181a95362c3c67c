package io.neurocache.edge.origin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.slab.Check;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Puts requests into HTTP/1.1 syntax (RFC 9112 §3). Stateless: safe from any thread.
 *
 * <p>Everything that could end a line or a word early is refused here, whatever was checked before:
 * a head that came in as HTTP/2 or HTTP/3 has never been a line, and one CR LF in it would be a
 * second request at the origin. Characters above U+00FF are refused too, because cutting them to a
 * byte can make a CR LF of them (U+010D, U+010A).
 */
final class RequestWriter {
    /**
     * Lines that say how the message is framed or what becomes of the connection: ours to write.
     */
    private static final Set<String> OURS =
            Set.of(
                    "host",
                    "content-length",
                    "transfer-encoding",
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "upgrade");

    /** A trailer with one of these names could change how the message is understood. */
    private static final Set<String> NOT_IN_TRAILERS =
            Set.of("host", "content-length", "transfer-encoding", "connection", "trailer");

    /** A chunk's size in hexadecimal digits and the line's end. */
    private static final int CHUNK_LINE_BYTES = 10;

    private static final byte[] HTTP_1_1 = ascii(" HTTP/1.1\r\nHost: ");
    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] SEPARATOR = ascii(": ");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] LENGTH = ascii("Content-Length: ");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n");

    private RequestWriter() {}

    /** Throws {@link IllegalArgumentException} when the request cannot be put on a wire safely. */
    static void check(RequestHead head, long bodyLength) {
        Check.argument(isToken(head.method()), "the method is not a token");
        Check.argument(!head.method().equals("CONNECT"), "CONNECT has no request of its own");
        Check.argument(isVisible(head.target()), "the target has bytes outside 0x21..0xff");
        Check.argument(
                head.authority().isEmpty() || isVisible(head.authority()),
                "the authority has bytes outside 0x21..0xff");
        Check.argument(bodyLength >= -1, "a body cannot have this length");
        checkFields(head.fields());
    }

    /** Throws {@link IllegalArgumentException} when a line could be taken for more than one. */
    static void checkFields(Fields fields) {
        for (int i = 0; i < fields.count(); i++) {
            Check.argument(isToken(fields.name(i)), "a field name is not a token");
            Check.argument(isFieldValue(fields.value(i)), "a field value has control characters");
        }
    }

    /**
     * Writes a head that {@link #check} has passed.
     *
     * @param bodyLength length of the body in bytes; -1 for one in chunks
     * @param keepAlive whether the connection may be used again
     */
    static ByteBuf head(
            ByteBufAllocator allocator, RequestHead head, long bodyLength, boolean keepAlive) {
        ByteBuf out = allocator.ioBuffer(sizeBytes(head));
        latin1(out, head.method());
        out.writeByte(' ');
        latin1(out, head.target());
        out.writeBytes(HTTP_1_1);
        latin1(out, head.authority());
        out.writeBytes(CRLF);
        fields(out, head.fields(), OURS);
        if (bodyLength < 0) {
            out.writeBytes(CHUNKED);
        } else if (bodyLength > 0 || expectsBody(head.method())) {
            out.writeBytes(LENGTH);
            latin1(out, Long.toString(bodyLength));
            out.writeBytes(CRLF);
        }
        if (!keepAlive) {
            out.writeBytes(CLOSE);
        }
        return out.writeBytes(CRLF);
    }

    /** The line before a chunk of this many bytes, which must be more than 0. */
    static ByteBuf chunkLine(ByteBufAllocator allocator, int sizeBytes) {
        Check.argument(sizeBytes > 0, "an empty chunk would end the body");
        ByteBuf out = allocator.ioBuffer(CHUNK_LINE_BYTES);
        latin1(out, Integer.toHexString(sizeBytes));
        return out.writeBytes(CRLF);
    }

    /** The line's end after a chunk. */
    static ByteBuf chunkEnd(ByteBufAllocator allocator) {
        return allocator.ioBuffer(CRLF.length).writeBytes(CRLF);
    }

    /** The last chunk with trailers that {@link #checkFields} has passed. */
    static ByteBuf lastChunk(ByteBufAllocator allocator, Fields trailers) {
        ByteBuf out = allocator.ioBuffer(64);
        out.writeBytes(LAST_CHUNK);
        fields(out, trailers, NOT_IN_TRAILERS);
        return out.writeBytes(CRLF);
    }

    private static void fields(ByteBuf out, Fields fields, Set<String> skipped) {
        for (int i = 0; i < fields.count(); i++) {
            if (!skipped.contains(fields.name(i).toLowerCase(Locale.ROOT))) {
                latin1(out, fields.name(i));
                out.writeBytes(SEPARATOR);
                latin1(out, fields.value(i));
                out.writeBytes(CRLF);
            }
        }
    }

    /** RFC 9110 §8.6: these methods say that they have no body; the others need not. */
    private static boolean expectsBody(String method) {
        return switch (method) {
            case "GET", "HEAD", "DELETE", "OPTIONS", "TRACE" -> false;
            default -> true;
        };
    }

    private static int sizeBytes(RequestHead head) {
        long fields = head.fields().sizeBytes();
        long size = fields + head.target().length() + head.authority().length() + 128;
        return (int) Math.min(size, Integer.MAX_VALUE);
    }

    private static void latin1(ByteBuf out, String text) {
        out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
    }

    /** Whether a text is one word, as a target must be. */
    static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isFieldValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric =
                    (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

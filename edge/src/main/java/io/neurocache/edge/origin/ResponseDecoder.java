package io.neurocache.edge.origin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.neurocache.edge.rules.Fields;
import java.util.Iterator;
import java.util.Map;

/**
 * Netty's decoder, made to refuse what it would repair in a response, and to tell its connection
 * about every byte before it is decoded. Event loop only.
 */
final class ResponseDecoder extends HttpResponseDecoder {
    /** A status line or the line of a chunk's size and extensions. */
    private static final int MAX_LINE_BYTES = 8 * 1024;

    /** More than one socket read brings, so that a read is one buffer for the listener. */
    private static final int MAX_CONTENT_BYTES = 1024 * 1024;

    private final Connection connection;
    private boolean answersHead;

    ResponseDecoder(Connection connection, int maxHeadBytes) {
        super(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_LINE_BYTES)
                        .setMaxHeaderSize(maxHeadBytes)
                        .setMaxChunkSize(MAX_CONTENT_BYTES)
                        .setAllowDuplicateContentLengths(false)
                        .setStrictLineParsing(true)
                        .setUseRfc9112TransferEncoding(true)
                        .setValidateHeaders(true));
        this.connection = connection;
    }

    /** Says what the next response answers: one to HEAD has no body, whatever its fields say. */
    void expect(String method) {
        answersHead = method.equals("HEAD");
    }

    /** Whether there are bytes that belong to no response. */
    boolean hasLeftover() {
        return actualReadableBytes() > 0;
    }

    /** Copies field lines out of Netty's form. */
    static Fields fields(HttpHeaders headers) {
        if (headers.isEmpty()) {
            return Fields.EMPTY;
        }
        Fields.Builder lines = Fields.builder();
        Iterator<Map.Entry<CharSequence, CharSequence>> each = headers.iteratorCharSequence();
        while (each.hasNext()) {
            Map.Entry<CharSequence, CharSequence> line = each.next();
            lines.add(line.getKey().toString(), line.getValue().toString());
        }
        return lines.build();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (message instanceof ByteBuf bytes && !connection.bytesArrived(bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        super.channelRead(ctx, message);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return answersHead || super.isContentAlwaysEmpty(message);
    }

    /** Netty reads {@code +200} and any {@code HTTP/x.y}; RFC 9112 §4 knows neither. */
    @Override
    protected HttpMessage createMessage(String[] words) {
        boolean version = words[0].equals("HTTP/1.1") || words[0].equals("HTTP/1.0");
        if (!version || !isStatus(words[1])) {
            throw new IllegalArgumentException("not a status line of HTTP/1.x");
        }
        return super.createMessage(words);
    }

    /**
     * Netty skips whatever stands between a space and the colon, so that {@code Content-Length x:}
     * would become a length.
     */
    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        if (line[start + length] != ':') {
            throw new IllegalArgumentException("a space in a field name");
        }
        return super.splitHeaderName(line, start, length);
    }

    private static boolean isStatus(String word) {
        return word.length() == 3
                && word.charAt(0) >= '1'
                && word.charAt(0) <= '9'
                && isDigit(word.charAt(1))
                && isDigit(word.charAt(2));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}

package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.neurocache.edge.exchange.Protocol;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.server.Http1Message.Request;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * An exchange over HTTP/1.0 or 1.1. Event loop only.
 *
 * <p>The head is written as bytes: status line, fields, connection fields, then the stored block as
 * it is. Body buffers go to the socket untouched.
 */
final class Http1Exchange extends BaseExchange {
    private static final ByteBuf CONTINUE = constant("HTTP/1.1 100 Continue\r\n\r\n");
    private static final ByteBuf CRLF = constant("\r\n");

    private static final byte[] LAST_CHUNK = "0\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final Http1Connection connection;
    private final Request request;
    private boolean keepAlive;
    private boolean chunked;
    private boolean continueOwed;

    Http1Exchange(Front front, Http1Connection connection, Protocol protocol, Request request) {
        super(
                front,
                connection.context().channel().eventLoop(),
                protocol,
                request.head(),
                request.bodyLength());
        this.connection = connection;
        this.request = request;
        this.keepAlive = request.keepAlive();
        this.continueOwed = request.expectContinue();
    }

    private static ByteBuf constant(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
    }

    /** Whether the connection may stay after this exchange. */
    boolean keepAlive() {
        return keepAlive;
    }

    /** What comes after this request on the connection cannot be read. */
    void lastOnConnection() {
        keepAlive = false;
    }

    @Override
    public boolean secure() {
        return connection.secure();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return (InetSocketAddress) connection.context().channel().remoteAddress();
    }

    @Override
    public boolean isWritable() {
        return !ended() && connection.context().channel().isWritable();
    }

    @Override
    void bodyTaken() {
        if (continueOwed && !headSent()) {
            continueOwed = false;
            connection.write(CONTINUE.duplicate());
        }
    }

    @Override
    void demandChanged() {
        connection.demandChanged();
    }

    @Override
    void sendInterim(ResponseHead head) {
        if (request.version11()) {
            continueOwed = continueOwed && head.status() != 100;
            HeadBytes bytes = HeadBytes.start();
            write(bytes.add(Http1Head.statusLine(head.status())).add(head.fields()).crlf());
        }
    }

    private void write(HeadBytes bytes) {
        ByteBuf buffer = connection.buffer(bytes.length());
        bytes.copyTo(buffer);
        connection.write(buffer);
    }

    @Override
    void sendHead(ResponseHead head, ByteBuf storedFields, BodyKind kind) {
        chunked = kind == BodyKind.OPEN && request.version11();
        boolean closeDelimited = kind == BodyKind.OPEN && !chunked;
        // Without 100 the client may or may not send the body (RFC 9110 §10.1.1), so what comes
        // next on the connection cannot be known.
        keepAlive &= !closeDelimited && !continueOwed && !front.draining();
        HeadBytes bytes = HeadBytes.start();
        bytes.add(Http1Head.statusLine(head.status())).add(head.fields());
        if (chunked) {
            bytes.add("Transfer-Encoding", "chunked");
        } else if (kind == BodyKind.EMPTY) {
            bytes.add("Content-Length", "0");
        }
        if (!keepAlive) {
            bytes.add("Connection", "close");
        } else if (!request.version11()) {
            bytes.add("Connection", "keep-alive");
        }
        String alternative = secure() ? front.alternative() : null;
        if (alternative != null) {
            bytes.add("Alt-Svc", alternative);
        }
        write(bytes.add(storedFields).crlf());
        storedFields.release();
    }

    @Override
    void sendData(ByteBuf data, boolean last) {
        if (!chunked) {
            connection.write(data);
            return;
        }
        ByteBuf size = connection.buffer(10);
        ByteBufUtil.writeAscii(size, Integer.toHexString(data.readableBytes()));
        connection.write(size.writeShort(Http1Head.CRLF));
        connection.write(data);
        connection.write(CRLF.duplicate());
    }

    @Override
    void sendEnd(Fields trailers) {
        if (!chunked) {
            return;
        }
        write(HeadBytes.start().add(LAST_CHUNK).add(trailers).crlf());
    }

    @Override
    void sendAbort() {
        connection.closeNow();
    }

    @Override
    void responseOver(boolean wasComplete) {
        connection.responseOver(wasComplete);
    }
}

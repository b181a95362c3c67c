package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;

/** Writes HTTP/1.1 response heads as bytes. Stateless. */
final class Http1Head {
    /** CR and LF as one short. */
    static final int CRLF = '\r' << 8 | '\n';

    private static final byte[][] STATUS_LINES = new byte[600][];

    static {
        for (int status = 100; status < STATUS_LINES.length; status++) {
            String line =
                    "HTTP/1.1 "
                            + status
                            + " "
                            + HttpResponseStatus.valueOf(status).reasonPhrase()
                            + "\r\n";
            STATUS_LINES[status] = line.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private Http1Head() {}

    static byte[] statusLine(int status) {
        return status < STATUS_LINES.length
                ? STATUS_LINES[status]
                : ("HTTP/1.1 " + status + " \r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** RFC 9110 §7.6.1: fields that belong to a connection, not to a message. */
    static boolean isConnectionSpecific(String name) {
        return switch (name.length()) {
            case 7 -> name.equalsIgnoreCase("Upgrade");
            case 10 -> name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Keep-Alive");
            case 16 -> name.equalsIgnoreCase("Proxy-Connection");
            case 17 -> name.equalsIgnoreCase("Transfer-Encoding");
            default -> false;
        };
    }

    /** The time now, as a Date field has it. */
    static String date() {
        return DateFormatter.format(Date.from(Instant.now()));
    }

    /** A whole response for a request that is not given to the handler. */
    static ByteBuf refusal(ByteBufAllocator alloc, int status, String reason) {
        ByteBuf out = alloc.ioBuffer(256);
        out.writeBytes(statusLine(status));
        ByteBufUtil.writeAscii(
                out,
                "Date: "
                        + date()
                        + "\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: "
                        + (reason.length() + 1)
                        + "\r\n\r\n"
                        + reason
                        + "\n");
        return out;
    }
}

package io.neurocache.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.net.ProtocolException;

/** The protocol of redis, version 2: SET and GET, answered in order. */
final class RespWire implements Wire {
    private static final byte[] SET = "*3\r\n$3\r\nSET\r\n".getBytes(US_ASCII);
    private static final byte[] GET = "*2\r\n$3\r\nGET\r\n".getBytes(US_ASCII);
    private static final int EOL_BYTES = 2;

    private long nextAnswer;

    @Override
    public void greet(ByteBuf out) {
        // Nothing.
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public void put(ByteBuf out, long number, byte[] key, byte[] value) {
        out.writeBytes(SET);
        bulk(out, key);
        bulk(out, value);
    }

    @Override
    public void get(ByteBuf out, long number, byte[] key) {
        out.writeBytes(GET);
        bulk(out, key);
    }

    private static void bulk(ByteBuf out, byte[] bytes) {
        out.writeByte('$');
        Decimal.write(out, bytes.length);
        out.writeByte('\r').writeByte('\n').writeBytes(bytes).writeByte('\r').writeByte('\n');
    }

    @Override
    public void read(ByteBuf in, ByteBuf out, Answers answers) throws ProtocolException {
        while (in.isReadable()) {
            int lineBytes = in.bytesBefore((byte) '\n') + 1;
            if (lineBytes == 0) {
                return;
            }
            byte kind = in.getByte(in.readerIndex());
            int length = lineBytes;
            boolean isOk = true;
            switch (kind) {
                case '+' -> {}
                case '-' -> isOk = false;
                case '$' -> {
                    int bytes = number(in, in.readerIndex() + 1);
                    isOk = bytes >= 0;
                    length += isOk ? bytes + EOL_BYTES : 0;
                }
                default -> throw new ProtocolException("an answer that begins with " + kind);
            }
            if (in.readableBytes() < length) {
                return;
            }
            in.skipBytes(length);
            answers.answered(nextAnswer++, isOk);
        }
    }

    /** The length of a bulk string; -1 for none. */
    private static int number(ByteBuf in, int from) {
        if (in.getByte(from) == '-') {
            return -1;
        }
        int number = 0;
        for (int at = from; in.getByte(at) != '\r'; at++) {
            number = number * 10 + in.getByte(at) - '0';
        }
        return number;
    }
}

package io.neurocache.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.net.ProtocolException;

/** NeuroCache's frames, as docs/protocol.md has them; the SOFAJRaft server speaks them too. */
final class JsonWire implements Wire {
    private static final byte[] ID = "{\"id\":".getBytes(US_ASCII);
    private static final byte[] PUT = ",\"op\":\"put\",\"key\":\"".getBytes(US_ASCII);
    private static final byte[] VALUE = "\",\"value\":\"".getBytes(US_ASCII);
    private static final byte[] GET = ",\"op\":\"get\",\"key\":\"".getBytes(US_ASCII);
    private static final byte[] END = "\"}".getBytes(US_ASCII);
    private static final int OK_BYTES = ",\"ok\":".length();
    private static final int MAX_FRAME = 16 << 20;

    @Override
    public void greet(ByteBuf out) {
        // Nothing: the first frame tells a client from a server.
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public void put(ByteBuf out, long number, byte[] key, byte[] value) {
        int at = begin(out, number);
        out.writeBytes(PUT).writeBytes(key).writeBytes(VALUE).writeBytes(value).writeBytes(END);
        end(out, at);
    }

    @Override
    public void get(ByteBuf out, long number, byte[] key) {
        int at = begin(out, number);
        out.writeBytes(GET).writeBytes(key).writeBytes(END);
        end(out, at);
    }

    private static int begin(ByteBuf out, long number) {
        int at = out.writerIndex();
        out.writeInt(0).writeBytes(ID);
        Decimal.write(out, number);
        return at;
    }

    private static void end(ByteBuf out, int at) {
        out.setInt(at, out.writerIndex() - at - Integer.BYTES);
    }

    @Override
    public void read(ByteBuf in, ByteBuf out, Answers answers) throws ProtocolException {
        while (in.readableBytes() >= Integer.BYTES) {
            int length = in.getInt(in.readerIndex());
            if (length <= ID.length || length > MAX_FRAME) {
                throw new ProtocolException("a frame of " + length + " bytes");
            }
            if (in.readableBytes() < Integer.BYTES + length) {
                return;
            }
            int at = in.readerIndex() + Integer.BYTES + ID.length;
            long number = 0;
            byte digit = in.getByte(at);
            while (digit >= '0' && digit <= '9') {
                number = number * 10 + digit - '0';
                digit = in.getByte(++at);
            }
            answers.answered(number, in.getByte(at + OK_BYTES) == 't');
            in.skipBytes(Integer.BYTES + length);
        }
    }
}

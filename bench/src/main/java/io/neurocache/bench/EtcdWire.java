package io.neurocache.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.ProtocolException;

/**
 * etcd's own protocol: gRPC, so HTTP/2 (RFC 9113) with one stream for each request and messages in
 * protobuf. Just what Put and Range need: header fields travel as literals (RFC 7541 §6.2.2), and
 * an answer with a message in it is a good one, for gRPC sends none with an error.
 */
final class EtcdWire implements Wire {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
    private static final int HEAD_BYTES = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GO_AWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int FIRST_WINDOW = 65_535;
    private static final int WINDOW = 1 << 30;
    private static final int MESSAGE_HEAD_BYTES = 5;

    /** No request is longer; the window has to have room for the longest. */
    private static final int MAX_REQUEST_BYTES = 4096;

    private static final byte KEY_FIELD = 1 << 3 | 2;
    private static final byte VALUE_FIELD = 2 << 3 | 2;
    private static final byte INDEXED = (byte) 0x80;
    private static final int METHOD_POST = 3;
    private static final int SCHEME_HTTP = 6;
    private static final int AUTHORITY = 1;
    private static final int PATH = 4;

    private final byte[] putHeaders = headers("/etcdserverpb.KV/Put");
    private final byte[] getHeaders = headers("/etcdserverpb.KV/Range");

    /** Of each stream that is open, by its number: whether a message has come. */
    private final boolean[] hasMessage = new boolean[Session.MAX_OPEN];

    private long sendWindow = FIRST_WINDOW;

    @Override
    public void greet(ByteBuf out) {
        out.writeBytes(PREFACE);
        head(out, 6, SETTINGS, 0, 0);
        out.writeShort(4).writeInt(WINDOW);
        head(out, 4, WINDOW_UPDATE, 0, 0);
        out.writeInt(WINDOW - FIRST_WINDOW);
    }

    @Override
    public boolean hasRoom() {
        return sendWindow >= MAX_REQUEST_BYTES;
    }

    @Override
    public void put(ByteBuf out, long number, byte[] key, byte[] value) {
        int message = field(key) + field(value);
        request(out, number, putHeaders, message);
        write(out, KEY_FIELD, key);
        write(out, VALUE_FIELD, value);
    }

    @Override
    public void get(ByteBuf out, long number, byte[] key) {
        request(out, number, getHeaders, field(key));
        write(out, KEY_FIELD, key);
    }

    private void request(ByteBuf out, long number, byte[] headers, int message) {
        int stream = stream(number);
        hasMessage[slot(number)] = false;
        head(out, headers.length, HEADERS, END_HEADERS, stream);
        out.writeBytes(headers);
        int length = MESSAGE_HEAD_BYTES + message;
        head(out, length, DATA, END_STREAM, stream);
        out.writeByte(0).writeInt(message);
        sendWindow -= length;
    }

    private static int stream(long number) {
        return Math.toIntExact(2 * number + 1);
    }

    private static int slot(long number) {
        return (int) (number & Session.MAX_OPEN - 1);
    }

    private static void head(ByteBuf out, int length, int type, int flags, int stream) {
        out.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
    }

    private static int field(byte[] bytes) {
        return 1 + (bytes.length < 0x80 ? 1 : 2) + bytes.length;
    }

    private static void write(ByteBuf out, byte field, byte[] bytes) {
        out.writeByte(field);
        if (bytes.length < 0x80) {
            out.writeByte(bytes.length);
        } else {
            out.writeByte((bytes.length & 0x7f) | 0x80).writeByte(bytes.length >> 7);
        }
        out.writeBytes(bytes);
    }

    private static byte[] headers(String path) {
        ByteBuf block = Unpooled.buffer();
        block.writeByte(INDEXED | METHOD_POST).writeByte(INDEXED | SCHEME_HTTP);
        literal(block.writeByte(PATH), path);
        literal(block.writeByte(AUTHORITY), "localhost");
        literal(literal(block.writeByte(0), "content-type"), "application/grpc");
        literal(literal(block.writeByte(0), "te"), "trailers");
        byte[] bytes = new byte[block.readableBytes()];
        block.readBytes(bytes);
        return bytes;
    }

    private static ByteBuf literal(ByteBuf block, String text) {
        return block.writeByte(text.length()).writeBytes(text.getBytes(US_ASCII));
    }

    @Override
    public void read(ByteBuf in, ByteBuf out, Answers answers) throws ProtocolException {
        while (in.readableBytes() >= HEAD_BYTES) {
            int at = in.readerIndex();
            int length = in.getUnsignedMedium(at);
            if (in.readableBytes() < HEAD_BYTES + length) {
                return;
            }
            int type = in.getByte(at + 3);
            int flags = in.getByte(at + 4);
            int stream = in.getInt(at + 5) & Integer.MAX_VALUE;
            in.skipBytes(HEAD_BYTES);
            frame(in.readSlice(length), type, flags, stream, out, answers);
        }
    }

    private void frame(
            ByteBuf payload, int type, int flags, int stream, ByteBuf out, Answers answers)
            throws ProtocolException {
        long number = (stream - 1L) / 2;
        switch (type) {
            case DATA -> hasMessage[slot(number)] |= payload.isReadable();
            case HEADERS -> {
                if ((flags & END_STREAM) != 0) {
                    answers.answered(number, hasMessage[slot(number)]);
                }
            }
            case RESET -> answers.answered(number, false);
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    head(out, 0, SETTINGS, ACK, 0);
                }
            }
            case PING -> {
                if ((flags & ACK) == 0) {
                    head(out, payload.readableBytes(), PING, ACK, 0);
                    out.writeBytes(payload);
                }
            }
            case WINDOW_UPDATE -> sendWindow += stream == 0 ? payload.readInt() : 0;
            case GO_AWAY -> throw new ProtocolException("etcd ends the connection");
            default -> {
                // Priorities and the like are of no use here.
            }
        }
    }
}

package io.neurocache.edge.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Speaks HTTP/2 frames with prior knowledge, right or wrong, as told. Header fields go out as HPACK
 * literals without indexing. Confined to one thread.
 */
final class Http2RawClient implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private final RawClient raw;
    private final DataInputStream input;

    /** A frame as it came. */
    record Frame(int type, int flags, int stream, ByteBuffer payload) {
        String text() {
            return StandardCharsets.ISO_8859_1.decode(payload.duplicate()).toString();
        }

        /** The error code of RST_STREAM or GOAWAY. */
        int errorCode() {
            return payload.getInt(type == GOAWAY ? 4 : 0);
        }

        boolean endsStream() {
            return (flags & END_STREAM) != 0;
        }
    }

    Http2RawClient(InetSocketAddress server) throws IOException {
        raw = new RawClient(server);
        input = new DataInputStream(raw.input());
    }

    Http2RawClient start() throws IOException {
        raw.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        return send(SETTINGS, 0, 0, new byte[0]);
    }

    Http2RawClient send(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        raw.send(frame.array());
        return this;
    }

    Http2RawClient headers(int stream, boolean end, String... fields) throws IOException {
        return send(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(fields));
    }

    Http2RawClient data(int stream, boolean end, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return send(DATA, end ? END_STREAM : 0, stream, bytes);
    }

    Http2RawClient reset(int stream) throws IOException {
        return send(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
    }

    static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0);
            literal(block, fields[i]);
            literal(block, fields[i + 1]);
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int rest = bytes.length - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write((rest & 127) | 128);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    /** The next frame of one of the types; others are skipped. */
    Frame await(Integer... types) throws IOException {
        Set<Integer> wanted = new HashSet<>(Set.of(types));
        while (true) {
            Frame frame = next();
            if (wanted.contains(frame.type())) {
                return frame;
            }
        }
    }

    private Frame next() throws IOException {
        try {
            int length = (input.readUnsignedByte() << 16) | input.readUnsignedShort();
            int type = input.readUnsignedByte();
            int flags = input.readUnsignedByte();
            int stream = input.readInt();
            byte[] payload = new byte[length];
            input.readFully(payload);
            return new Frame(type, flags, stream, ByteBuffer.wrap(payload));
        } catch (EOFException e) {
            throw new IOException("the server closed the connection", e);
        }
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}

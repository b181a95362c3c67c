package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Bytes that differ at every position, so that a lost or doubled piece shows. */
public final class Pattern {
    private static final int PERIOD = 65_521;
    private static final byte[] BYTES = bytes();

    private Pattern() {}

    private static byte[] bytes() {
        byte[] bytes = new byte[2 * PERIOD];
        int state = 1;
        for (int i = 0; i < PERIOD; i++) {
            state = state * 1_103_515_245 + 12_345;
            bytes[i] = (byte) (state >> 16);
            bytes[i + PERIOD] = bytes[i];
        }
        return bytes;
    }

    /** The bytes from a position on; at most 65,521. */
    public static ByteBuf buffer(long position, int length) {
        return Unpooled.directBuffer(length).writeBytes(BYTES, (int) (position % PERIOD), length);
    }

    /** The first bytes. */
    public static byte[] of(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i += PERIOD) {
            System.arraycopy(BYTES, 0, bytes, i, Math.min(PERIOD, length - i));
        }
        return bytes;
    }

    /** The SHA-256 in hex. */
    public static String sum(byte[] bytes) {
        MessageDigest digest = EchoHandler.sha256();
        return HexFormat.of().formatHex(digest.digest(bytes));
    }
}

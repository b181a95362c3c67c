package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicTokenHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a QUIC client receives at the address it sends from, before any state is kept or any
 * answer longer than its question is sent (RFC 9000 §8.1.2). Event loop of the UDP channel only.
 *
 * <p>Every new client gets a Retry with a token; it must come back with it within {@link
 * #LIFETIME_MILLIS}. A token is {@code key id (1) | issue time (8) | HMAC-SHA256 (32) | original
 * destination connection id (0..20)}; the MAC covers time, address, port and connection id. Keys
 * are random, change every {@link #ROTATION_MILLIS}, and one older key is still accepted.
 */
final class QuicTokens implements QuicTokenHandler {
    static final long LIFETIME_MILLIS = 30_000;
    static final long ROTATION_MILLIS = 60_000;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAC_BYTES = 32;
    private static final int MAC_OFFSET = 1 + Long.BYTES;
    private static final int ID_OFFSET = MAC_OFFSET + MAC_BYTES;
    private static final int MIN_CLIENT_ID_BYTES = 8;
    private static final int MAX_ADDRESS_BYTES = 16;

    private final LongSupplier clockNanos;
    private final SecureRandom random;
    private final int serverIdBytes;
    private Key current;
    private @Nullable Key previous;
    private long rotatedMillis;

    /** A secret with its number. */
    private record Key(byte id, Mac mac) {}

    /**
     * Makes the handler.
     *
     * @param clockNanos a clock as {@link System#nanoTime}
     * @param serverIdBytes length of the connection ids that the server chooses
     */
    QuicTokens(LongSupplier clockNanos, SecureRandom random, int serverIdBytes) {
        this.clockNanos = clockNanos;
        this.random = random;
        this.serverIdBytes = serverIdBytes;
        this.current = newKey((byte) 0);
        this.rotatedMillis = nowMillis();
    }

    @Override
    public boolean writeToken(ByteBuf out, ByteBuf dcid, InetSocketAddress address) {
        long issued = nowMillis();
        rotate(issued);
        byte[] id = bytes(dcid, dcid.readableBytes());
        out.writeByte(current.id())
                .writeLong(issued)
                .writeBytes(mac(current, issued, address, id))
                .writeBytes(id);
        return true;
    }

    /** A client that came back addresses the id that Retry gave it, which has our length. */
    @Override
    public TokenValidationResult validateToken(
            ByteBuf token, InetSocketAddress address, ByteBuf dcid) {
        int offset = dcid.readableBytes() == serverIdBytes ? validateToken(token, address) : -1;
        return offset < 0
                ? TokenValidationResult.invalidToken()
                : TokenValidationResult.odcidFromToken(offset);
    }

    @Override
    public int validateToken(ByteBuf token, InetSocketAddress address) {
        int idBytes = token.readableBytes() - ID_OFFSET;
        if (idBytes < MIN_CLIENT_ID_BYTES || idBytes > Quic.MAX_CONN_ID_LEN) {
            return -1;
        }
        int start = token.readerIndex();
        Key key = key(token.getByte(start));
        long issued = token.getLong(start + 1);
        long age = nowMillis() - issued;
        if (key == null || age < 0 || age > LIFETIME_MILLIS) {
            return -1;
        }
        byte[] shown = new byte[MAC_BYTES];
        token.getBytes(start + MAC_OFFSET, shown);
        byte[] id = new byte[idBytes];
        token.getBytes(start + ID_OFFSET, id);
        // MessageDigest.isEqual takes the same time wherever the first difference is.
        return MessageDigest.isEqual(mac(key, issued, address, id), shown) ? ID_OFFSET : -1;
    }

    @Override
    public int maxTokenLength() {
        return ID_OFFSET + Quic.MAX_CONN_ID_LEN;
    }

    private @Nullable Key key(byte id) {
        if (current.id() == id) {
            return current;
        }
        return previous != null && previous.id() == id ? previous : null;
    }

    private void rotate(long nowMillis) {
        if (nowMillis - rotatedMillis >= ROTATION_MILLIS) {
            rotatedMillis = nowMillis;
            previous = current;
            current = newKey((byte) (current.id() + 1));
        }
    }

    private static byte[] mac(Key key, long issued, InetSocketAddress address, byte[] id) {
        byte[] host = address.getAddress().getAddress();
        ByteBuffer covered =
                ByteBuffer.allocate(Long.BYTES + 1 + MAX_ADDRESS_BYTES + Short.BYTES + id.length);
        covered.putLong(issued)
                .put((byte) host.length)
                .put(host)
                .putShort((short) address.getPort())
                .put(id);
        key.mac().update(covered.flip());
        return key.mac().doFinal();
    }

    private Key newKey(byte id) {
        byte[] secret = new byte[MAC_BYTES];
        random.nextBytes(secret);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return new Key(id, mac);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }

    private long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(clockNanos.getAsLong());
    }

    private static byte[] bytes(ByteBuf buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }
}

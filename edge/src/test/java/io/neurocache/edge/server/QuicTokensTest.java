package io.neurocache.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QuicTokensTest {
    private static final int SERVER_ID_BYTES = 20;
    private final ByteBuf serverId = Unpooled.wrappedBuffer(new byte[SERVER_ID_BYTES]);
    private final ByteBuf clientId = Unpooled.wrappedBuffer(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    private long nowNanos = 12_345_678_901L;
    private InetSocketAddress client;
    private QuicTokens tokens;

    @BeforeEach
    void create() throws UnknownHostException {
        client = address(192, 0, 2, 1, 4433);
        tokens = new QuicTokens(() -> nowNanos, new SecureRandom(), SERVER_ID_BYTES);
    }

    private static InetSocketAddress address(int a, int b, int c, int d, int port)
            throws UnknownHostException {
        byte[] bytes = {(byte) a, (byte) b, (byte) c, (byte) d};
        return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    }

    private ByteBuf issue() {
        ByteBuf token = Unpooled.buffer();
        assertTrue(tokens.writeToken(token, clientId.duplicate(), client));
        assertTrue(token.readableBytes() <= tokens.maxTokenLength());
        return token;
    }

    private boolean accepts(ByteBuf token, InetSocketAddress from) {
        return tokens.validateToken(token.duplicate(), from, serverId.duplicate()).isValid();
    }

    private void pass(long millis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void aTokenIsGoodForTheAddressThatAskedForIt() {
        assertTrue(accepts(issue(), client));
    }

    @Test
    void theOriginalConnectionIdIsTheTokensTail() {
        ByteBuf token = issue();
        int offset = tokens.validateToken(token, client);
        assertEquals(clientId, token.slice(offset, token.readableBytes() - offset));
    }

    @Test
    void anotherAddressOrPortIsRefused() throws UnknownHostException {
        ByteBuf token = issue();
        assertFalse(accepts(token, address(192, 0, 2, 2, 4433)));
        assertFalse(accepts(token, address(192, 0, 2, 1, 4434)));
    }

    @Test
    void aTokenIsGoodUntilItsLifetimeEnds() {
        ByteBuf token = issue();
        pass(QuicTokens.LIFETIME_MILLIS);
        assertTrue(accepts(token, client));
        pass(1);
        assertFalse(accepts(token, client));
    }

    @Test
    void aTokenOutlivesOneChangeOfKeys() {
        pass(QuicTokens.ROTATION_MILLIS - 1);
        ByteBuf token = issue();
        pass(1);
        ByteBuf next = issue();
        assertTrue(accepts(token, client));
        assertTrue(accepts(next, client));
        assertFalse(token.getByte(0) == next.getByte(0));
    }

    @Test
    void theKeysOfAnotherServerAreNotAccepted() {
        QuicTokens other = new QuicTokens(() -> nowNanos, new SecureRandom(), SERVER_ID_BYTES);
        assertEquals(-1, other.validateToken(issue(), client));
    }

    @Test
    void everyChangedBitIsNoticed() {
        ByteBuf token = issue();
        for (int bit = 0; bit < token.readableBytes() * 8; bit++) {
            ByteBuf changed = token.copy();
            changed.setByte(bit / 8, changed.getByte(bit / 8) ^ (1 << (bit % 8)));
            assertFalse(accepts(changed, client), "bit " + bit);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 40, 41, 48})
    void whatIsTooShortIsRefused(int length) {
        assertFalse(accepts(issue().slice(0, length), client));
    }

    @Test
    void whatIsTooLongIsRefused() {
        assertFalse(accepts(issue().writeZero(13), client));
        assertFalse(accepts(Unpooled.wrappedBuffer(new byte[2000]), client));
    }

    @Test
    void theConnectionIdMustBeOneThatTheServerChose() {
        ByteBuf token = issue();
        ByteBuf foreign = Unpooled.wrappedBuffer(new byte[SERVER_ID_BYTES - 1]);
        assertFalse(tokens.validateToken(token, client, foreign).isValid());
    }
}

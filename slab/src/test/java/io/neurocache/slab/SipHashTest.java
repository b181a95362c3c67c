package io.neurocache.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.foreign.Arena;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Against the vectors that came with the reference implementation: key 00..0f, messages 00, 00 01,
 * ....
 */
class SipHashTest {
    private static final long K0 = 0x0706050403020100L;
    private static final long K1 = 0x0f0e0d0c0b0a0908L;

    private final SipHash twoFour = new SipHash(K0, K1, 2, 4);

    @Test
    void theLongFormGivesThePublishedVectors() {
        assertEquals("a3817f04ba25a8e66df67214c7550293", hex(0));
        assertEquals("da87c1d86b99af44347659119b22fc45", hex(1));
    }

    @Test
    void theShortFormOverMappedWordsGivesThePublishedVectors() {
        try (Arena arena = Arena.ofConfined()) {
            Memory memory = new Memory(arena.allocate(64, 8));
            memory.putLong(0, 0x0706050403020100L);
            assertEquals(0x726fdb47dd0e0e31L, twoFour.code(memory, 0, 0));
            assertEquals(0x93f5f5799a932462L, twoFour.code(memory, 0, 1));
        }
    }

    @Test
    void bothHalvesDependOnEveryByteAndOnTheKey() {
        byte[] key = message(37);
        SipHash hash = SipHash.oneThree(K0, K1);
        for (int i = 0; i < key.length; i++) {
            byte[] other = key.clone();
            other[i] ^= 1;
            assertNotEquals(hash.low(key), hash.low(other));
            assertNotEquals(hash.high(key), hash.high(other));
        }
        assertNotEquals(hash.low(key), SipHash.oneThree(K0 ^ 1, K1).low(key));
    }

    private String hex(int length) {
        byte[] message = message(length);
        HexFormat format = HexFormat.of();
        return format.toHexDigits(Long.reverseBytes(twoFour.low(message)))
                + format.toHexDigits(Long.reverseBytes(twoFour.high(message)));
    }

    private static byte[] message(int length) {
        byte[] message = new byte[length];
        for (int i = 0; i < length; i++) {
            message[i] = (byte) i;
        }
        return message;
    }
}

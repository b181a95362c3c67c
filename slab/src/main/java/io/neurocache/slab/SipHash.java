package io.neurocache.slab;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SipHash with a 128-bit result (Aumasson and Bernstein), keyed by the slab's own seed.
 *
 * <p>Keys come from strangers: without the seed nobody can choose keys that meet in one bucket. The
 * slab uses 1 compression and 3 finalization rounds, enough against flooding; the rounds are
 * parameters so that the published vectors of 2-4 test the same code. The halves are asked for
 * separately, because a hit needs only the low one and a pair would be an allocation.
 *
 * <p>Immutable, safe from any thread.
 */
final class SipHash {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long k0;
    private final long k1;
    private final int compressions;
    private final int finalizations;

    SipHash(long k0, long k1, int compressions, int finalizations) {
        this.k0 = k0;
        this.k1 = k1;
        this.compressions = compressions;
        this.finalizations = finalizations;
    }

    static SipHash oneThree(long k0, long k1) {
        return new SipHash(k0, k1, 1, 3);
    }

    /** The first 64 bits of the hash. */
    long low(byte[] key) {
        return hash(key, false);
    }

    /** The last 64 bits of the hash. */
    long high(byte[] key) {
        return hash(key, true);
    }

    private long hash(byte[] key, boolean high) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL ^ 0xee;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int whole = key.length & ~7;
        for (int i = 0; i <= whole; i += 8) {
            long m = i < whole ? (long) LONGS.get(key, i) : tail(key, whole);
            v3 ^= m;
            for (int round = 0; round < compressions; round++) {
                v0 += v1;
                v2 += v3;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 = Long.rotateLeft(v0, 32) + v3;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= m;
        }
        v2 ^= 0xee;
        int rounds = high ? 2 * finalizations : finalizations;
        for (int round = 0; round < rounds; round++) {
            if (round == finalizations) {
                v1 ^= 0xdd;
            }
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32) + v3;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long tail(byte[] key, int from) {
        long m = (long) key.length << 56;
        for (int i = key.length - 1; i >= from; i--) {
            m |= (key[i] & 0xffL) << (8 * (i - from));
        }
        return m;
    }

    /** A 64-bit authentication code of {@code words} longs in the mapping, plain SipHash. */
    long code(Memory memory, long offset, int words) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        for (int i = 0; i <= words + finalizations; i++) {
            boolean finalizing = i > words;
            long m = 0;
            if (i < words) {
                m = memory.getLong(offset + 8L * i);
            } else if (!finalizing) {
                m = (8L * words) << 56;
            }
            v3 ^= m;
            if (i == words + 1) {
                v2 ^= 0xff;
            }
            int rounds = finalizing ? 1 : compressions;
            for (int round = 0; round < rounds; round++) {
                v0 += v1;
                v2 += v3;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 = Long.rotateLeft(v0, 32) + v3;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= m;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}

package io.neurocache.slab;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Compares a key with mapped bytes, eight at a time and without an object. Safe from any thread.
 */
final class KeyBytes {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private KeyBytes() {}

    static boolean equal(Memory memory, long offset, byte[] key) {
        int i = 0;
        for (; i + Long.BYTES <= key.length; i += Long.BYTES) {
            if (memory.getLongUnaligned(offset + i) != (long) LONGS.get(key, i)) {
                return false;
            }
        }
        for (; i < key.length; i++) {
            if (memory.getByte(offset + i) != key[i]) {
                return false;
            }
        }
        return true;
    }
}

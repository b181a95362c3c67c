package io.neurocache.slab;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The mapped file as typed words. Every store of the slab goes through here.
 *
 * <p>Words are little-endian wherever the file is written or read. Offsets of longs are multiples
 * of 8, which the atomic accesses demand. Bounds and liveness are checked by the segment on each
 * access.
 *
 * <p>Safe from any thread as far as the access mode says: plain accesses need an edge from
 * elsewhere. It is not final so that tests can record the stores of an insert and replay a prefix
 * of them.
 */
class Memory {
    private static final ValueLayout.OfLong LONG_LAYOUT =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG_UNALIGNED =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT_LAYOUT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = LONG_LAYOUT.varHandle();

    private final MemorySegment segment;

    Memory(MemorySegment segment) {
        this.segment = segment;
    }

    final MemorySegment segment() {
        return segment;
    }

    final long getLong(long offset) {
        return segment.get(LONG_LAYOUT, offset);
    }

    final long getLongUnaligned(long offset) {
        return segment.get(LONG_UNALIGNED, offset);
    }

    final long getLongAcquire(long offset) {
        return (long) LONG.getAcquire(segment, offset);
    }

    final long getLongVolatile(long offset) {
        return (long) LONG.getVolatile(segment, offset);
    }

    final int getInt(long offset) {
        return segment.get(INT_LAYOUT, offset);
    }

    final byte getByte(long offset) {
        return segment.get(ValueLayout.JAVA_BYTE, offset);
    }

    void putLong(long offset, long value) {
        segment.set(LONG_LAYOUT, offset, value);
    }

    void putLongRelease(long offset, long value) {
        LONG.setRelease(segment, offset, value);
    }

    void putLongVolatile(long offset, long value) {
        LONG.setVolatile(segment, offset, value);
    }

    void putInt(long offset, int value) {
        segment.set(INT_LAYOUT, offset, value);
    }

    boolean casLong(long offset, long expected, long value) {
        return LONG.compareAndSet(segment, offset, expected, value);
    }

    long getAndAddLong(long offset, long delta) {
        return (long) LONG.getAndAdd(segment, offset, delta);
    }

    long getAndSetBits(long offset, long bits) {
        return (long) LONG.getAndBitwiseOr(segment, offset, bits);
    }

    long getAndClearBits(long offset, long bits) {
        return (long) LONG.getAndBitwiseAnd(segment, offset, ~bits);
    }

    void copyIn(byte[] source, long offset) {
        MemorySegment.copy(source, 0, segment, ValueLayout.JAVA_BYTE, offset, source.length);
    }

    /** Copies {@code length} bytes from the source's position and moves the position. */
    void copyIn(ByteBuffer source, long offset, int length) {
        MemorySegment bytes = MemorySegment.ofBuffer(source);
        MemorySegment.copy(bytes, 0, segment, offset, length);
        source.position(source.position() + length);
    }

    void copyWithin(long from, long to, long length) {
        MemorySegment.copy(segment, from, segment, to, length);
    }

    void zero(long offset, long length) {
        segment.asSlice(offset, length).fill((byte) 0);
    }

    final byte[] copyOut(long offset, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
        return bytes;
    }
}

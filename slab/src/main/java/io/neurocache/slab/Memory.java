package io.neurocache.slab;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The mapped file as typed words. Every store of the slab goes through here.
 *
 * <p>Words are little-endian wherever the file is written or read. Offsets of longs are multiples
 * of 8, which the atomic accesses demand. Bounds and liveness of the mapping are checked on each
 * access. Words go through byte buffers on the segment: the segment's own accessors run through
 * chains of method handles until they are fully compiled, and recovery in a fresh JVM took half as
 * much CPU again with them.
 *
 * <p>Safe from any thread as far as the access mode says: plain accesses need an edge from
 * elsewhere. It is not final so that tests can record the stores of an insert and replay a prefix
 * of them.
 */
class Memory {
    private static final VarHandle LONG =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment segment;
    private final Windows windows;
    private final long bytes;

    Memory(MemorySegment segment) {
        this.segment = segment;
        this.bytes = segment.byteSize();
        this.windows = new Windows(segment);
    }

    final MemorySegment segment() {
        return segment;
    }

    final Windows windows() {
        return windows;
    }

    /** True when the range, of a length that is not negative, lies in the mapping. */
    final boolean contains(long offset, long length) {
        return offset >= 0 && length <= bytes && offset <= bytes - length;
    }

    final long getLong(long offset) {
        return windows.of(offset).getLong(Windows.within(offset));
    }

    /** As {@link #getLong}; the offset need not be a multiple of 8. */
    final long getLongUnaligned(long offset) {
        return windows.of(offset).getLong(Windows.within(offset));
    }

    final long getLongAcquire(long offset) {
        return (long) LONG.getAcquire(windows.of(offset), Windows.within(offset));
    }

    final long getLongVolatile(long offset) {
        return (long) LONG.getVolatile(windows.of(offset), Windows.within(offset));
    }

    final int getInt(long offset) {
        return windows.of(offset).getInt(Windows.within(offset));
    }

    final byte getByte(long offset) {
        return windows.of(offset).get(Windows.within(offset));
    }

    void putLong(long offset, long value) {
        windows.of(offset).putLong(Windows.within(offset), value);
    }

    void putLongRelease(long offset, long value) {
        LONG.setRelease(windows.of(offset), Windows.within(offset), value);
    }

    void putLongVolatile(long offset, long value) {
        LONG.setVolatile(windows.of(offset), Windows.within(offset), value);
    }

    void putInt(long offset, int value) {
        windows.of(offset).putInt(Windows.within(offset), value);
    }

    boolean casLong(long offset, long expected, long value) {
        return LONG.compareAndSet(windows.of(offset), Windows.within(offset), expected, value);
    }

    long getAndAddLong(long offset, long delta) {
        return (long) LONG.getAndAdd(windows.of(offset), Windows.within(offset), delta);
    }

    long getAndSetBits(long offset, long bits) {
        return (long) LONG.getAndBitwiseOr(windows.of(offset), Windows.within(offset), bits);
    }

    long getAndClearBits(long offset, long bits) {
        return (long) LONG.getAndBitwiseAnd(windows.of(offset), Windows.within(offset), ~bits);
    }

    void copyIn(byte[] source, long offset) {
        windows.of(offset).put(Windows.within(offset), source);
    }

    /** Copies {@code length} bytes from the source's position and moves the position. */
    void copyIn(ByteBuffer source, long offset, int length) {
        windows.of(offset).put(Windows.within(offset), source, source.position(), length);
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
        windows.of(offset).get(Windows.within(offset), bytes);
        return bytes;
    }
}

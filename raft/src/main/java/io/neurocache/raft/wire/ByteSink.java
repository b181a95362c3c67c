package io.neurocache.raft.wire;

import io.neurocache.slab.Check;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A byte array that grows while it is written, up to a limit.
 *
 * <p>{@link #array} and {@link #length} let a socket's buffer wrap what was written without a copy;
 * whoever wraps it writes no more into this sink. Or the bytes are copied out and the sink is
 * {@link #reset} for the next frames. Confined to one thread.
 */
public final class ByteSink {
    private static final int FIRST_BYTES = 256;
    private static final int LONGEST_NUMBER = 20;

    private byte[] array = new byte[FIRST_BYTES];
    private int length;

    /** A sink with nothing in it. */
    public ByteSink() {}

    /** What was written, and room behind it. */
    public byte[] array() {
        return array;
    }

    /** How many bytes were written. */
    public int length() {
        return length;
    }

    /** Forgets what was written and keeps the array. */
    public void reset() {
        length = 0;
    }

    /** Forgets what was written behind an earlier length. */
    public void truncate(int earlierLength) {
        Check.argument(earlierLength >= 0 && earlierLength <= length, "no such length");
        length = earlierLength;
    }

    /** Leaves room for a frame's length; the frame's payload is written next. */
    public int beginFrame() {
        int start = length;
        ensure(Frames.LENGTH_BYTES);
        length += Frames.LENGTH_BYTES;
        return start;
    }

    /**
     * Writes the length of a frame that is complete.
     *
     * @param start what {@link #beginFrame} gave
     */
    public void endFrame(int start) {
        int payload = length - start - Frames.LENGTH_BYTES;
        Check.state(payload > 0, "a frame holds at least a byte");
        Check.state(payload <= Frames.MAX_BYTES, "a frame is over its limit");
        Frames.writeLength(array, start, payload);
    }

    /** Writes one byte. */
    public ByteSink write(int value) {
        ensure(1);
        array[length++] = (byte) value;
        return this;
    }

    /** Writes some bytes of an array. */
    public ByteSink write(byte[] bytes, int offset, int count) {
        ensure(count);
        System.arraycopy(bytes, offset, array, length, count);
        length += count;
        return this;
    }

    /** Writes text of ASCII characters as it stands. */
    @SuppressWarnings("deprecation") // getBytes drops the high bytes: of ASCII there are none.
    public ByteSink ascii(String text) {
        int count = text.length();
        ensure(count);
        text.getBytes(0, count, array, length);
        length += count;
        return this;
    }

    /** Writes a number in decimal digits. */
    public ByteSink number(long value) {
        if (value == Long.MIN_VALUE) {
            return ascii("-9223372036854775808");
        }
        ensure(LONGEST_NUMBER);
        if (value < 0) {
            array[length++] = '-';
        }
        long rest = Math.abs(value);
        int end = length + digits(rest);
        for (int i = end - 1; i >= length; i--) {
            array[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length = end;
        return this;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    private void ensure(int more) {
        if (more > array.length - length) {
            grow(more);
        }
    }

    private void grow(int more) {
        long wanted = Math.max(2L * array.length, (long) length + more);
        array = Arrays.copyOf(array, Math.toIntExact(wanted));
    }

    @Override
    public String toString() {
        return new String(array, 0, length, StandardCharsets.UTF_8);
    }
}

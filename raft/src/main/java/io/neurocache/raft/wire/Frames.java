package io.neurocache.raft.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Cuts a stream of bytes into frames: four bytes of length, the highest first, then so many bytes.
 *
 * <p>The length is checked before anything is allocated for it. Safe from any thread.
 */
public final class Frames {
    /** Bytes of the length that stands before each frame. */
    public static final int LENGTH_BYTES = 4;

    /** The longest frame, its length not counted. */
    public static final int MAX_BYTES = 16 << 20;

    /**
     * The longest command: a frame's limit, less room for what stands around it in the frame that
     * takes it to a follower.
     */
    public static final int MAX_COMMAND_BYTES = MAX_BYTES - (64 << 10);

    /** Says that more bytes are needed. */
    public static final int INCOMPLETE = -1;

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private Frames() {}

    /**
     * Finds the first frame.
     *
     * @param available how many bytes there are from {@code offset}
     * @return the length of its payload, which begins {@link #LENGTH_BYTES} behind the offset and
     *     need not be there yet as a whole; or {@link #INCOMPLETE} where the length itself is not
     * @throws WireException if the length is 0 (the frame can be skipped), or over {@link
     *     #MAX_BYTES} (it cannot)
     */
    public static int payloadLength(byte[] bytes, int offset, int available) throws WireException {
        return payloadLength(bytes, offset, available, MAX_BYTES);
    }

    /** The same, where frames may be so many bytes long at most. */
    public static int payloadLength(byte[] bytes, int offset, int available, int maxBytes)
            throws WireException {
        if (available < LENGTH_BYTES) {
            return INCOMPLETE;
        }
        return checked((int) INTS.get(bytes, offset), maxBytes);
    }

    /** Checks a length that was read elsewhere, as {@link #payloadLength} does. */
    public static int checked(int length) throws WireException {
        return checked(length, MAX_BYTES);
    }

    private static int checked(int length, int maxBytes) throws WireException {
        if (length == 0) {
            throw WireException.refused(
                    ErrorCode.INVALID_REQUEST, "a frame of no bytes", WireException.NO_ID);
        }
        if (length < 0 || length > maxBytes) {
            throw WireException.framingLost(
                    ErrorCode.TOO_LARGE,
                    "a frame of "
                            + Integer.toUnsignedLong(length)
                            + " bytes is over the limit of "
                            + maxBytes);
        }
        return length;
    }

    static void writeLength(byte[] bytes, int offset, int length) {
        INTS.set(bytes, offset, length);
    }
}

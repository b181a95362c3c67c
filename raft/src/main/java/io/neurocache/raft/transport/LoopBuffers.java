package io.neurocache.raft.transport;

import io.neurocache.slab.Check;

/**
 * What the connections of one event loop share: the buffer that one read is taken apart in, and two
 * counts of what they hold together, so that many connections cannot take what each alone may.
 *
 * <p>Event loop only.
 */
public final class LoopBuffers {
    /**
     * The first size of the buffer for reads, which is as much as Netty reads at once by itself.
     */
    static final int READ_BYTES = 64 << 10;

    private static final long MAX_KEPT_BYTES = 256L << 20;
    private static final long MAX_OUT_BYTES = 256L << 20;

    /** A part of the heap that unfinished frames may have at most. */
    private static final int KEPT_SHARE = 4;

    private final long maxKeptBytes;
    private byte[] array = new byte[READ_BYTES];
    private long keptBytes;
    private long outBytes;

    /** Buffers that hold nothing yet. */
    public LoopBuffers() {
        this(Math.min(MAX_KEPT_BYTES, Runtime.getRuntime().maxMemory() / KEPT_SHARE));
    }

    LoopBuffers(long maxKeptBytes) {
        this.maxKeptBytes = maxKeptBytes;
    }

    byte[] ofLength(int length) {
        if (array.length < length) {
            array = new byte[length];
        }
        return array;
    }

    /** Whether so many more bytes of unfinished frames may be kept. */
    boolean hasRoomToKeep(long more) {
        return keptBytes + more <= maxKeptBytes;
    }

    /** The bytes kept have become more, or less. */
    void kept(long change) {
        keptBytes += change;
        Check.invariant(keptBytes >= 0, "less than nothing is kept", keptBytes);
    }

    /**
     * The bytes that were gathered or sent, and that no socket has taken, have become more or less.
     */
    void out(long change) {
        outBytes += change;
        Check.invariant(outBytes >= 0, "less than nothing waits to be sent", outBytes);
    }

    /** Bytes of unfinished frames. */
    public long keptBytes() {
        return keptBytes;
    }

    /** Bytes that wait to be sent. */
    public long outBytes() {
        return outBytes;
    }

    /** Whether long answers are to be held back: too many bytes wait to be sent. */
    public boolean isOutFull() {
        return outBytes > MAX_OUT_BYTES;
    }
}

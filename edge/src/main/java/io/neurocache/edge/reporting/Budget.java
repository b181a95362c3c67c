package io.neurocache.edge.reporting;

/**
 * Bytes that may be read, so many a second and so many at once. What is taken beyond it is paid
 * back before anything else is taken. Confined to one thread.
 */
final class Budget {
    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private final long bytesPerSecond;
    private final long mostBytes;
    private long bytes;
    private long filledNanos;

    Budget(long bytesPerSecond, long mostBytes, long nowNanos) {
        this.bytesPerSecond = bytesPerSecond;
        this.mostBytes = mostBytes;
        this.bytes = mostBytes;
        this.filledNanos = nowNanos;
    }

    /** Lets time pass. */
    void fill(long nowNanos) {
        long passedNanos = Math.clamp(nowNanos - filledNanos, 0, NANOS_A_SECOND);
        bytes = Math.min(mostBytes, bytes + passedNanos * bytesPerSecond / NANOS_A_SECOND);
        filledNanos = nowNanos;
    }

    /** Whether something may be read. */
    boolean isLeft() {
        return bytes > 0;
    }

    /** Takes bytes, more than are left too. */
    void take(long taken) {
        bytes -= taken;
    }
}

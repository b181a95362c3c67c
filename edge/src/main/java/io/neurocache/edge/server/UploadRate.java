package io.neurocache.edge.server;

/**
 * Judges whether a request's body comes fast enough: at least the least rate in every window of the
 * grace's length in which the server was willing to read. Event loop only.
 */
final class UploadRate {
    private final long graceNanos;
    private final long bytesPerWindow;
    private long windowStartNanos;
    private long windowBytes;
    private boolean running;

    UploadRate(long graceNanos, int bytesPerSecond) {
        this.graceNanos = graceNanos;
        this.bytesPerWindow = (long) (bytesPerSecond * (graceNanos / 1e9));
    }

    /** The server reads from now on. */
    void run(long nowNanos) {
        if (!running) {
            running = true;
            windowStartNanos = nowNanos;
            windowBytes = 0;
        }
    }

    /** The server does not read for the time being, so the client is not to blame. */
    void pause() {
        running = false;
    }

    void received(int bytes) {
        windowBytes += bytes;
    }

    boolean tooSlow(long nowNanos) {
        if (!running || nowNanos - windowStartNanos < graceNanos) {
            return false;
        }
        boolean slow = windowBytes < bytesPerWindow;
        windowStartNanos = nowNanos;
        windowBytes = 0;
        return slow;
    }
}

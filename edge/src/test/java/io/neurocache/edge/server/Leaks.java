package io.neurocache.edge.server;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Fails when a buffer was dropped without a release; needs leak detection at level paranoid. */
public final class Leaks {
    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    static {
        ByteBufUtil.setLeakListener((type, records) -> FOUND.add(type + records));
    }

    private Leaks() {}

    /** Begins to listen. */
    public static void watch() {
        FOUND.clear();
    }

    /** Fails when something was dropped since. */
    public static void assertNone() {
        System.gc();
        // A leak is reported when the next buffer of its kind is made.
        for (int i = 0; i < 100; i++) {
            PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
            io.netty.buffer.ByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
        if (!FOUND.isEmpty()) {
            throw new AssertionError("buffers were leaked: " + FOUND);
        }
    }
}

package io.neurocache.edge.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was made of field lines that passed an event loop lately, found by their bytes: most lines
 * come again and again, and then cost neither new objects nor another look at their syntax. Event
 * loop only; each has its own.
 *
 * <p>A line is known only when every byte is equal, so what a table holds never changes what a line
 * means. It is direct-mapped: at most {@value #SLOTS} lines of at most {@value #MAX_LINE_BYTES}
 * bytes, some 100 KB when all are in use. Lines that fall on one slot cost each other their place
 * and nothing more. A place that was of use since the last such fall is kept once, so that lines
 * which never come again do not drive out those that do.
 *
 * @param <T> what is made of a line
 */
final class LineTable<T> {
    static final int SLOTS = 256;
    static final int MAX_LINE_BYTES = 192;

    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[][] lines = new byte[SLOTS][];
    private final Object[] made = new Object[SLOTS];
    private final boolean[] useful = new boolean[SLOTS];

    /** Returns what was made of a line, or null when it is not known. */
    // Only add() puts objects in, and it takes a T.
    @SuppressWarnings("unchecked")
    @Nullable T find(byte[] bytes, int from, int to) {
        if (to - from > MAX_LINE_BYTES) {
            return null;
        }
        int slot = slot(bytes, from, to);
        byte[] line = lines[slot];
        if (line == null || !Arrays.equals(line, 0, line.length, bytes, from, to)) {
            return null;
        }
        useful[slot] = true;
        return (T) made[slot];
    }

    /** Remembers what was made of a line that is not known, where there is a place for it. */
    void add(byte[] bytes, int from, int to, T of) {
        if (to - from > MAX_LINE_BYTES) {
            return;
        }
        int slot = slot(bytes, from, to);
        if (useful[slot]) {
            useful[slot] = false;
            return;
        }
        lines[slot] = Arrays.copyOfRange(bytes, from, to);
        made[slot] = of;
    }

    private static int slot(byte[] bytes, int from, int to) {
        long hash = 0;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(bytes, at)) * MIX;
            hash ^= hash >>> 32;
        }
        for (; at < to; at++) {
            hash = (hash ^ bytes[at]) * MIX;
        }
        return (int) (hash >>> 56);
    }
}

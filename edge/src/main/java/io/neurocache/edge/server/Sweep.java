package io.neurocache.edge.server;

import org.jspecify.annotations.Nullable;

/**
 * Looks at every open deadline of one event loop, once a period. Event loop only.
 *
 * <p>A sweep costs a few nanoseconds a connection and nothing a request, where a timer for each
 * would be set and cancelled with every request. Deadlines are late by at most one period.
 */
final class Sweep implements Runnable {
    private @Nullable Watch first;
    private @Nullable Watch cursor;

    void add(Watch watch) {
        if (watch.watched) {
            return;
        }
        watch.watched = true;
        watch.previous = null;
        watch.next = first;
        if (first != null) {
            first.previous = watch;
        }
        first = watch;
    }

    // A watch is a node of the list: identity is what is meant.
    @SuppressWarnings("ReferenceEquality")
    void remove(Watch watch) {
        if (!watch.watched) {
            return;
        }
        watch.watched = false;
        if (cursor == watch) {
            cursor = watch.next;
        }
        if (watch.previous == null) {
            first = watch.next;
        } else {
            watch.previous.next = watch.next;
        }
        if (watch.next != null) {
            watch.next.previous = watch.previous;
        }
        watch.previous = null;
        watch.next = null;
    }

    @Override
    public void run() {
        long nowNanos = System.nanoTime();
        Watch watch = first;
        while (watch != null) {
            cursor = watch.next;
            watch.check(nowNanos);
            watch = cursor;
        }
        cursor = null;
    }
}

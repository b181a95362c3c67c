package io.neurocache.neurod.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * A response that is on its way into the slab: a fill from the origin, a copy from another edge, or
 * what was put and is not published yet. It learns of orders for its key. One thread.
 */
final class Pending {
    final Key key;

    /** Up to where the log had been applied when it began. */
    final long begun;

    /** Whether readers may wait for it who come later. */
    final boolean isJoinable;

    final List<Read> readers = new ArrayList<>();

    /** The last hard order for its key that was applied meanwhile; 0 for none. */
    long covered;

    boolean isOver;

    Pending(Key key, long begun, boolean isJoinable) {
        this.key = key;
        this.begun = begun;
        this.isJoinable = isJoinable;
    }
}

package io.neurocache.neurod.sim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response that is on its way into the slab: a fill from the origin, a copy from another edge, or
 * what was put and is not published yet. It learns of orders for its key. One thread.
 */
final class Pending {
    final Key key;

    /** Up to where the log had been applied when it began. */
    final long begun;

    /** The last order that was applied by then: an edge that is asked must have applied it. */
    final long ordered;

    /** When that was. */
    final long moment;

    /** Whether readers may wait for it who come later. */
    final boolean isJoinable;

    /** Who began it. */
    @Nullable Read leader;

    /** Who gets the response with him, if no order covers it by then. */
    final List<Read> followers = new ArrayList<>();

    /** Who looks again when it is over. */
    final List<Read> behind = new ArrayList<>();

    /** The last hard order for its key that was applied meanwhile; 0 for none. */
    long covered;

    boolean isOver;

    Pending(Key key, long begun, long ordered, long moment, boolean isJoinable) {
        this.key = key;
        this.begun = begun;
        this.ordered = ordered;
        this.moment = moment;
        this.isJoinable = isJoinable;
    }
}

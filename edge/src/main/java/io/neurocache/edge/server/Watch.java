package io.neurocache.edge.server;

import org.jspecify.annotations.Nullable;

/** Something with deadlines that its loop's {@link Sweep} looks at. Event loop only. */
abstract class Watch {
    @Nullable Watch previous;
    @Nullable Watch next;
    boolean watched;

    /** Looks at the deadlines; may stop this or any other watch of the loop. */
    abstract void check(long nowNanos);
}

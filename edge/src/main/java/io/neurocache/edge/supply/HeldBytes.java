package io.neurocache.edge.supply;

import io.neurocache.slab.Check;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of all bodies together are held back until they have been compared. Safe from any
 * thread.
 */
final class HeldBytes {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    /** None is held. */
    HeldBytes(long most) {
        this.most = most;
    }

    /** Takes room for a body, to be {@linkplain #give given} back; false where there is none. */
    boolean take(long bytes) {
        if (held.addAndGet(bytes) <= most) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Gives the room of a body back. */
    void give(long bytes) {
        Check.invariant(held.addAndGet(-bytes) >= 0, "more is given back than was taken");
    }
}

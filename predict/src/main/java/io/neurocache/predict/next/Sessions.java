package io.neurocache.predict.next;

import io.neurocache.slab.Check;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The clients that are remembered: a fixed number, in sets of {@value #WAYS}, of which the one that
 * has been silent for longest makes room for a new one. Confined to one thread.
 */
final class Sessions {
    private static final int WAYS = 8;

    private final @Nullable Session[] sessions;
    private final int setMask;

    Sessions(int capacity) {
        Check.argument(Integer.bitCount(capacity) == 1, "sessions not a power of two", capacity);
        Check.argument(capacity >= WAYS, "fewer sessions than a set has", capacity);
        this.sessions = new Session[capacity];
        this.setMask = capacity / WAYS - 1;
    }

    /** The session of a client, or null. */
    @Nullable Session find(long client) {
        int first = first(client);
        for (int i = first; i < first + WAYS; i++) {
            Session session = sessions[i];
            if (session != null && session.client == client) {
                return session;
            }
        }
        return null;
    }

    /** The session of a client, begun now if there is none. */
    Session admit(long client) {
        Session found = find(client);
        if (found != null) {
            return found;
        }
        Session session = room(first(client));
        session.begin(client);
        return session;
    }

    private Session room(int first) {
        Session oldest = null;
        for (int i = first; i < first + WAYS; i++) {
            Session session = sessions[i];
            if (session == null) {
                Session added = new Session(i);
                sessions[i] = added;
                return added;
            }
            if (oldest == null || session.lastSeconds < oldest.lastSeconds) {
                oldest = session;
            }
        }
        return Objects.requireNonNull(oldest, "a set without sessions");
    }

    private int first(long client) {
        return ((int) Hash.mix(client) & setMask) * WAYS;
    }
}

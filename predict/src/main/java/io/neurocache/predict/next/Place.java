package io.neurocache.predict.next;

import org.jspecify.annotations.Nullable;

/** Where a client is: what a {@link CandidateSource} is asked about. Valid during that call. */
public final class Place {
    private final Keys keys;
    private @Nullable Session session;

    Place(Keys keys) {
        this.keys = keys;
    }

    void set(Session where) {
        session = where;
    }

    /** The number under which the client's requests were learnt. */
    public long client() {
        return session == null ? 0 : session.client;
    }

    /** What the client asked for last, or null when that key has been forgotten. */
    public @Nullable String lastKey() {
        return session == null ? null : nameOf(session.keys[0]);
    }

    /** The page that the client asked for last, or null when there is none. */
    public @Nullable String page() {
        return session == null ? null : nameOf(session.pages[0]);
    }

    private @Nullable String nameOf(int reference) {
        int slot = keys.slot(reference);
        return slot < 0 ? null : keys.name(slot);
    }
}

package io.neurocache.raft.kv;

import io.neurocache.raft.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys are: the seam between the state machine and its storage.
 *
 * <p>Keys are ordered by their bytes, unsigned. The table keeps what it is given: nobody writes
 * those bytes again. Confined to the thread that applies, except for a {@link View}.
 */
public interface KvTable {

    /** Takes entries in order. */
    @FunctionalInterface
    interface Visitor {
        /** Takes one; false ends the walk. */
        boolean visit(KvEntry entry);
    }

    /** The table as it stood at one moment, whatever is written since. Any one thread reads it. */
    interface View extends AutoCloseable {
        /** How many keys there are. */
        long size();

        /** Walks over all entries in order. */
        void scan(Visitor visitor);

        /** Lets go of what the view holds on to. */
        @Override
        void close();
    }

    /** The entry under a key, or null. */
    @Nullable KvEntry get(Bytes key);

    /** Sets a key. */
    void put(KvEntry entry);

    /** Removes a key; whether it was there. */
    boolean remove(Bytes key);

    /**
     * Walks over the entries whose keys begin with the prefix and are behind {@code after}, in
     * order, until the visitor has enough. An empty prefix and an empty {@code after} leave none
     * out.
     */
    void scan(Bytes prefix, Bytes after, Visitor visitor);

    /** How many keys there are. */
    long size();

    /** Removes all keys. */
    void clear();

    /** A view of the table as it stands now. */
    View view();
}

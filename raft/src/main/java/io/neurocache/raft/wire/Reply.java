package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;
import java.util.List;

/** What a server answers. Immutable; safe from any thread. */
public sealed interface Reply {
    /** The id of the request, or {@link WireException#NO_ID} where it could not be read. */
    long id();

    /** Done; there is nothing more to say. */
    record Done(long id) implements Reply {}

    /**
     * Written, or a snapshot taken.
     *
     * @param index of the write in the log, or the last entry of the snapshot
     */
    record Written(long id, long index) implements Reply {}

    /**
     * No edge serves what was purged.
     *
     * @param index of the purge in the log
     * @param found whether an edge had something of it; of tags, prefixes and everything always
     */
    record Purged(long id, long index, boolean found) implements Reply {}

    /**
     * The right to serve from a cache unasked, for a time that counts from when it was asked for.
     *
     * @param index up to where the log must have been applied for it to count
     */
    record Leased(long id, long index) implements Reply {}

    /** A part of what is known of cached objects; {@code more} if others would have followed. */
    record EntriesTold(long id, List<CacheEntry> entries, boolean more) implements Reply {
        /** Copies the list. */
        public EntriesTold {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The key's value.
     *
     * @param index of the write that set it
     */
    record Found(long id, Bytes value, long index) implements Reply {}

    /** A part of the keys; {@code more} if others would have followed. */
    record Scanned(long id, List<Item> items, boolean more) implements Reply {
        /** Copies the list. */
        public Scanned {
            items = List.copyOf(items);
        }
    }

    /** A key of a scan, and its value unless only keys were wanted. */
    record Item(Bytes key, Content value) {}

    /**
     * A piece of a snapshot's file.
     *
     * @param done whether it is the last one
     */
    record Piece(long id, Bytes data, boolean done) implements Reply {}

    /** How the server stands. */
    record StatusTold(long id, NodeStatus status) implements Reply {}

    /** Who belongs to the cluster. */
    record MembersTold(long id, List<Member> members) implements Reply {
        /** Copies the list. */
        public MembersTold {
            members = List.copyOf(members);
        }
    }

    /**
     * A member of the cluster.
     *
     * @param edge its edge's address, or empty
     * @param isDrained whether its edge was taken out of use
     */
    record Member(int id, String raft, String edge, MemberKind kind, boolean isDrained) {}

    /** What a member counts for. */
    enum MemberKind {
        /** It votes. */
        VOTER("voter"),
        /** It gets the log without a vote. */
        LEARNER("learner"),
        /** It still votes, until the change of members is over. */
        LEAVING("leaving");

        private final String text;

        MemberKind(String text) {
            this.text = text;
        }

        /** The word on the wire. */
        public String text() {
            return text;
        }
    }

    /** Not done. */
    record Failed(long id, ErrorCode code, String message) implements Reply {}

    /**
     * Not done, as another server leads.
     *
     * @param leader its Raft address
     */
    record NotLeader(long id, String leader, String message) implements Reply {}

    /** Not set, as something else than the expected is there. */
    record CasFailed(long id, Content actual, String message) implements Reply {}
}

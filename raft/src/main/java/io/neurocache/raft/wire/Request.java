package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;
import io.neurocache.slab.Check;
import java.util.List;

/**
 * What a client asks. Each has an id of the client's choosing, from 0, which its answer carries.
 *
 * <p>The records hold what {@link RequestReader} let through: keys and values within {@link
 * Limits}. Immutable; safe from any thread.
 */
public sealed interface Request {
    /** The client's name for the request. */
    long id();

    /** What goes through the log. */
    sealed interface Write extends Request {}

    /** What a server writes on behalf of its edge. */
    sealed interface ServerWrite extends Write {
        /** Whose edge it is. */
        int member();
    }

    /** What changes a key. */
    sealed interface KeyWrite extends Write {
        /** The key to write. */
        Bytes key();

        /** Who asks, if the write is to be done once only. */
        Session session();
    }

    /** Sets a key. */
    record Put(long id, Bytes key, Bytes value, Session session) implements KeyWrite {}

    /** Removes a key that must be there. */
    record Del(long id, Bytes key, Session session) implements KeyWrite {}

    /** Sets a key if it holds what is expected. */
    record Cas(long id, Bytes key, Content expect, Bytes value, Session session)
            implements KeyWrite {}

    /**
     * Has every edge forget what it caches. Doing it twice does no harm, so it needs no session.
     *
     * @param names keys, one prefix of keys, or tags: 1 to {@link Limits#MAX_PURGE_NAMES}; none for
     *     everything
     * @param isSoft whether what is covered is stale from then on, in place of gone
     */
    record Purge(long id, Target target, List<Bytes> names, boolean isSoft) implements Write {
        /** Copies the list, and checks that there are as many names as the target wants. */
        public Purge {
            names = List.copyOf(names);
            int count = names.size();
            boolean fits =
                    switch (target) {
                        case KEYS, TAGS -> count >= 1 && count <= Limits.MAX_PURGE_NAMES;
                        case PREFIX -> count == 1;
                        case ALL -> count == 0;
                    };
            Check.argument(fits, "a purge has another number of names", count);
            Check.argument(
                    names.stream().allMatch(Limits::isPurgeName), "a purge names what is no name");
        }

        /** What the names are. */
        public enum Target {
            /** Keys of cached objects. */
            KEYS("keys"),
            /** The beginning of such keys. */
            PREFIX("prefix"),
            /** Tags of cached objects. */
            TAGS("tags"),
            /** Everything that is cached. */
            ALL("all");

            private final String text;

            Target(String text) {
                this.text = text;
            }

            /** The field on the wire. */
            public String text() {
                return text;
            }
        }
    }

    /**
     * Tells what an edge holds since lately, and what it holds no longer; servers only. Doing it
     * twice does no harm.
     *
     * @param member whose edge it is
     * @param applied up to where the log was applied at that edge when it looked; {@link
     *     Long#MAX_VALUE} where it did not say
     * @param placed at most {@link Limits#MAX_PLACED}
     * @param removed keys, at most {@link Limits#MAX_PLACED}
     */
    record Place(long id, int member, long applied, List<Placed> placed, List<Bytes> removed)
            implements ServerWrite {
        /** Copies the lists, and checks their lengths. */
        public Place {
            placed = List.copyOf(placed);
            removed = List.copyOf(removed);
            Check.argument(applied >= 0, "a log is applied up to 0 at least", applied);
            Check.argument(placed.size() <= Limits.MAX_PLACED, "too much is placed at once");
            Check.argument(removed.size() <= Limits.MAX_PLACED, "too much is removed at once");
        }
    }

    /** An object that an edge holds. */
    record Placed(Bytes key, CacheObject object) {}

    /**
     * Tells how often objects were asked for on an edge since it last told; servers only. A sum
     * that may be lost.
     *
     * @param touched at most {@link Limits#MAX_PLACED}
     */
    record Touch(long id, int member, List<Touched> touched) implements ServerWrite {
        /** Copies the list, and checks its length. */
        public Touch {
            touched = List.copyOf(touched);
            Check.argument(touched.size() <= Limits.MAX_PLACED, "too much is told at once");
        }
    }

    /**
     * A sum of requests.
     *
     * @param times from 1
     */
    record Touched(Bytes key, long times) {}

    /**
     * Puts an edge's object in the place of what any edge holds under its key: a hard purge of the
     * key, and at the same index a placement; servers only. Doing it twice does no harm.
     *
     * @param member whose edge it is
     */
    record Supersede(long id, int member, Placed placed) implements ServerWrite {
        /** What every edge does about it. */
        public Purge purge() {
            return new Purge(id, Purge.Target.KEYS, List.of(placed.key()), false);
        }
    }

    /**
     * Tells how a member's edge is reached and known; servers only. Doing it twice does no harm.
     */
    record Announce(long id, EdgeIdentity edge) implements ServerWrite {
        @Override
        public int member() {
            return edge.member();
        }
    }

    /**
     * Takes a member's edge out of use, or puts it back: nobody begins to ask it, and it says so to
     * whoever balances load, until it is put back. Doing it twice does no harm.
     *
     * @param member whose edge; it has to have told how it is reached
     */
    record Drain(long id, int member, boolean isDrained) implements Write {}

    /**
     * Has edges fetch objects before somebody asks for them.
     *
     * @param keys 1 to {@link Limits#MAX_PURGE_NAMES}
     * @param members which edges; none for all
     */
    record Preload(long id, List<Bytes> keys, List<Long> members) implements Write {
        /** Copies the lists, and checks their lengths. */
        public Preload {
            keys = List.copyOf(keys);
            members = List.copyOf(members);
            int count = keys.size();
            Check.argument(count >= 1 && count <= Limits.MAX_PURGE_NAMES, "no such count", count);
        }
    }

    /**
     * Asks for the right to serve from a cache unasked; servers only. It is answered like a
     * linearizable read, by the leader alone.
     *
     * @param member who asks
     * @param applied up to where its edge has applied the log
     * @param found the latest purges up to there that covered something it had
     */
    record Lease(long id, int member, long applied, List<Long> found) implements Request {
        /** The most purges that one question may name. */
        public static final int MAX_FOUND = 1024;

        /** Copies the list. */
        public Lease {
            found = List.copyOf(found);
        }
    }

    /** Reads a key. */
    record Get(long id, Bytes key, Consistency read) implements Request {}

    /**
     * Reads keys in the order of their bytes.
     *
     * @param prefix what they begin with; empty for all
     * @param after only keys behind this one; empty for all
     * @param limit the most items wanted
     * @param keysOnly whether the values are left out
     */
    record Scan(long id, Bytes prefix, Bytes after, int limit, boolean keysOnly, Consistency read)
            implements Request {}

    /**
     * Reads what is known of cached objects, in the order of their keys.
     *
     * @param prefix what the keys begin with; empty for all
     * @param after only keys behind this one; empty for all
     * @param limit the most entries wanted, to {@link Limits#MAX_SCAN_ITEMS}
     */
    record Entries(long id, Bytes prefix, Bytes after, int limit, Consistency read)
            implements Request {}

    /** Asks how the server itself stands. */
    record Status(long id) implements Request {}

    /** Asks who belongs to the cluster. */
    record Members(long id) implements Request {}

    /**
     * Adds a server.
     *
     * @param member its id, from 1
     * @param raft its Raft address, host:port
     * @param edge its edge's address, host:port, or empty
     * @param learner whether it is to stay without a vote
     */
    record AddMember(long id, int member, String raft, String edge, boolean learner)
            implements Request {}

    /** Gives a learner a vote. */
    record PromoteMember(long id, int member) implements Request {}

    /** Takes a server out. */
    record RemoveMember(long id, int member) implements Request {}

    /**
     * Hands leadership over.
     *
     * @param member to whom, or {@link io.neurocache.raft.HardState#NOBODY} for whoever is furthest
     */
    record TransferLeader(long id, int member) implements Request {}

    /** Takes a snapshot now. */
    record Snapshot(long id) implements Request {}

    /**
     * Reads a piece of the server's snapshot file.
     *
     * @param index the last entry the snapshot stands for
     * @param offset where the piece begins, from 0
     */
    record ReadSnapshot(long id, long index, long offset) implements Request {}
}

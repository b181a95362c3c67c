package io.neurocache.predict.eviction;

import java.util.Arrays;

/**
 * Does what a shadow of all keys does: takes what that took, and evicts first what that does not
 * hold. Soon both hold the same, and from then on the cache hits what the policy would have hit had
 * it always been in charge; a copy of the policy that begins with other contents need not get
 * there.
 */
final class Follower implements StandIn {
    private static final int FEW = 64;

    private final ShadowCache leader;
    private final ObjectTable objects;

    /** Hashes of objects that the leader dropped: a ring. */
    private long[] doomed = new long[FEW];

    private int from;
    private int count;

    Follower(ShadowCache leader, ObjectTable objects) {
        this.leader = leader;
        this.objects = objects;
        doomAllOthers();
        leader.onEviction(this::doom);
    }

    @Override
    public boolean admit(long hash, long bytes) {
        return leader.holds(hash);
    }

    @Override
    public void added(int id, long hash, long bytes) {
        if (!leader.holds(hash)) {
            doom(hash);
        }
    }

    @Override
    public void hit(int id) {
        // The leader knows: every request reaches it.
    }

    @Override
    public void removed(int id) {
        // What is doomed and gone is passed over.
    }

    @Override
    public int victim() {
        for (; count > 0; from = (from + 1) % doomed.length, count--) {
            int node = objects.find(doomed[from]);
            if (node != ObjectTable.NONE && objects.isCached(node) && !leader.holds(doomed[from])) {
                return objects.idOf(node);
            }
        }
        return NONE;
    }

    @Override
    public void capacity(long bytes) {
        // The leader follows by itself.
    }

    @Override
    public boolean knows(int id) {
        return true;
    }

    @Override
    public void adopt(int id, long hash, long bytes) {
        throw new IllegalStateException("nothing is unknown to a follower");
    }

    @Override
    public long knownBytes() {
        return objects.cachedBytes();
    }

    @Override
    public boolean sparesUnknown(long unknownBytes) {
        return true;
    }

    private void doom(long hash) {
        if (count >= FEW + 2 * objects.cached()) {
            // Most have long gone for other reasons.
            doomAllOthers();
        }
        if (count == doomed.length) {
            long[] longer = Arrays.copyOf(doomed, count * 2);
            System.arraycopy(doomed, from, longer, 0, count - from);
            System.arraycopy(doomed, 0, longer, count - from, from);
            doomed = longer;
            from = 0;
        }
        doomed[(from + count++) % doomed.length] = hash;
    }

    private void doomAllOthers() {
        count = 0;
        for (int place = objects.activeClasses() - 1; place >= 0; place--) {
            for (int node = objects.oldest(place);
                    node != Policy.NONE;
                    node = objects.newer(node)) {
                if (!leader.holds(objects.hash(node))) {
                    doom(objects.hash(node));
                }
            }
        }
    }
}

package io.neurocache.neurod.prediction;

import io.neurocache.edge.insight.Observer;
import io.neurocache.predict.next.feed.EventRing;
import io.neurocache.predict.record.AccessRecord;
import java.net.InetAddress;
import java.security.SecureRandom;

/**
 * Puts what the edge tells into a ring: one hash and one compare-and-set for an answer. Safe from
 * any thread.
 */
final class RingObserver implements Observer {
    private static final long ODD = 0x9E3779B97F4A7C15L;

    private final EventRing ring;
    private final long salt = new SecureRandom().nextLong();

    RingObserver(EventRing ring) {
        this.ring = ring;
    }

    @Override
    public void answered(
            InetAddress client,
            String key,
            boolean isOfSite,
            Answer how,
            long bytes,
            long ttlSeconds,
            long waitedMicros) {
        ring.answered(
                hash(client),
                System.currentTimeMillis(),
                key,
                isOfSite,
                switch (how) {
                    case HIT -> AccessRecord.Answer.HIT;
                    case FETCHED -> AccessRecord.Answer.FETCHED;
                    case VALIDATED -> AccessRecord.Answer.REVALIDATED;
                    case PASSED -> AccessRecord.Answer.NOT_STORED;
                },
                bytes,
                Math.clamp(ttlSeconds, 0, Integer.MAX_VALUE),
                (int) Math.min(waitedMicros, Integer.MAX_VALUE));
    }

    /** Tells clients apart for this life of the process; what is written down is another hash. */
    private long hash(InetAddress client) {
        long mixed = (client.hashCode() ^ salt) * ODD;
        mixed = (mixed ^ (mixed >>> 32)) * ODD;
        return mixed ^ (mixed >>> 29);
    }

    @Override
    public void stored(String key, boolean isOfSite, int id, Filling how) {
        if (how.peer() != Filling.CLIENT) {
            ring.stored(key, isOfSite, id, how.bytes());
        }
    }

    @Override
    public void preloaded(String name, boolean isStored) {
        if (isStored) {
            ring.arrived(name);
        } else {
            ring.failed(name);
        }
    }
}

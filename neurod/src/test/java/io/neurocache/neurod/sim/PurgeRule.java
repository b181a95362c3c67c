package io.neurocache.neurod.sim;

import io.neurocache.edge.coherence.Order;
import io.neurocache.raft.sim.check.Violation;
import java.util.Arrays;

/**
 * No read that is invoked after a purge was answered gets a version older than the origin's at the
 * beginning of the purge; after a soft one, none gets it as fresh.
 *
 * <p>Moments are places in the order of everything that happens. One thread.
 */
final class PurgeRule {
    private final Origin origin;

    /** By key and version: from when on it must not be served, and not as fresh. */
    private long[][] banned;

    private long[][] bannedAsFresh;

    PurgeRule(Origin origin, int keys) {
        this.origin = origin;
        banned = new long[keys][0];
        bannedAsFresh = new long[keys][0];
    }

    /**
     * A purge was answered.
     *
     * @param versions the origin's at its beginning, by key
     */
    void purged(Order order, int[] versions, long moment) {
        long[][] bans = order.isSoft() ? bannedAsFresh : banned;
        for (int key = 0; key < versions.length; key++) {
            int known = bans[key].length;
            if (known < versions[key]) {
                bans[key] = Arrays.copyOf(bans[key], versions[key]);
                Arrays.fill(bans[key], known, versions[key], Long.MAX_VALUE);
            }
            for (int version = 0; version < versions[key]; version++) {
                if (bans[key][version] > moment && origin.isCovered(order, key, version)) {
                    bans[key][version] = moment;
                }
            }
        }
    }

    /** A read is answered with this version. */
    void served(Read read, int version, boolean isFresh) {
        int key = read.key().number();
        if (moment(banned[key], version) < read.invoked()
                || (isFresh && moment(bannedAsFresh[key], version) < read.invoked())) {
            throw new Violation(
                    "PurgeRule", read + " gets version " + version + (isFresh ? "" : " as stale"));
        }
    }

    private static long moment(long[] bans, int version) {
        return version < bans.length ? bans[version] : Long.MAX_VALUE;
    }
}

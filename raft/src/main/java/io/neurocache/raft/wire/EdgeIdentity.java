package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;
import io.neurocache.slab.Check;
import java.util.List;

/**
 * How other edges reach a member's edge, and know it for what it is. Immutable; safe from any
 * thread.
 *
 * @param member whose edge it is
 * @param address where it serves: host:port; QUIC on the same port as TCP
 * @param fingerprints SHA-256 of the public keys that it may show, {@value #FINGERPRINT_BYTES}
 *     bytes each; 1 to {@value #MAX_FINGERPRINTS}
 * @param isDraining whether it is going away, so that nobody begins to ask it any more
 */
public record EdgeIdentity(
        int member, String address, List<Bytes> fingerprints, boolean isDraining) {
    /** Bytes of a fingerprint. */
    public static final int FINGERPRINT_BYTES = 32;

    /** The most keys of one edge: the one in use, the next, and some that are being replaced. */
    public static final int MAX_FINGERPRINTS = 4;

    /** Copies the list, and checks it. */
    public EdgeIdentity {
        fingerprints = List.copyOf(fingerprints);
        int count = fingerprints.size();
        Check.argument(count >= 1 && count <= MAX_FINGERPRINTS, "no such count of keys", count);
        Check.argument(
                fingerprints.stream().allMatch(each -> each.length() == FINGERPRINT_BYTES),
                "a fingerprint has 32 bytes");
        Check.argument(
                !address.isEmpty() && address.length() <= Limits.MAX_ADDRESS_CHARS,
                "an edge has an address");
    }
}

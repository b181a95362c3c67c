package io.neurocache.neurod.sim;

import io.neurocache.edge.coherence.Names;
import io.neurocache.edge.coherence.Order;
import io.neurocache.raft.sim.SimRandom;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What edges fetch from: a version for each key, which only rises, with tags that depend on it. One
 * thread.
 */
final class Origin {
    private static final int TAGS = 4;

    private final List<Key> keys;
    private final long seed;
    private final int[] versions;
    private final long[] tagNumbers =
            IntStream.range(0, TAGS).mapToLong(tag -> Names.tag(tag(tag))).toArray();

    Origin(List<Key> keys, long seed) {
        this.keys = keys;
        this.seed = seed;
        versions = new int[keys.size()];
    }

    static String tag(int tag) {
        return "tag" + tag;
    }

    int version(int key) {
        return versions[key];
    }

    /** All of them, as they are now. */
    int[] versions() {
        return versions.clone();
    }

    /** Somebody publishes another version. */
    void publish(int key) {
        versions[key]++;
    }

    /** One of a version's tags. */
    String anyTag(int key, int version, SimRandom random) {
        int first = random.nextInt(TAGS);
        for (int i = 0; i < TAGS; i++) {
            if (hasTag(key, version, (first + i) % TAGS)) {
                return tag((first + i) % TAGS);
            }
        }
        throw new IllegalStateException("a version without a tag");
    }

    /** The numbers of a version's tags. */
    long[] tags(int key, int version) {
        return IntStream.range(0, TAGS)
                .filter(tag -> hasTag(key, version, tag))
                .mapToLong(tag -> tagNumbers[tag])
                .toArray();
    }

    private boolean hasTag(int key, int version, int tag) {
        long mixed = SimRandom.mix(seed * 31 + key * 1_000_003L + version / 3);
        return tag == (int) (mixed & 3) || (mixed >>> (8 + tag) & 3) == 0;
    }

    /** Whether an order is about a version. */
    boolean isCovered(Order order, int key, int version) {
        String name = keys.get(key).name();
        return switch (order.target()) {
            case KEYS -> order.names().contains(name);
            case PREFIX -> name.startsWith(order.names().getFirst());
            case TAGS ->
                    IntStream.range(0, TAGS)
                            .anyMatch(tag ->
                                    hasTag(key, version, tag) && order.names().contains(tag(tag)));
            case ALL -> true;
        };
    }
}

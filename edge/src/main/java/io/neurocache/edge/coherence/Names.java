package io.neurocache.edge.coherence;

import java.util.Collection;

/**
 * Numbers in place of names. Two names may share one: then an order for the one covers the other as
 * well, which costs a fetch and is never wrong.
 *
 * <p>The numbers are stored with objects, so they never change. Stateless; safe from any thread.
 */
public final class Names {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final long KEY_SALT = 0x9e3779b97f4a7c15L;

    private Names() {}

    /** The number of a tag. */
    public static long tag(String tag) {
        return mixed(fnv(tag));
    }

    /** The numbers of tags, in their order. */
    public static long[] tags(Collection<String> tags) {
        return tags.stream().mapToLong(Names::tag).toArray();
    }

    /** The number of a key, another than that of a tag of the same letters. */
    public static long key(String key) {
        return mixed(fnv(key) ^ KEY_SALT);
    }

    /** FNV-1a over the characters, low byte first. */
    private static long fnv(String name) {
        long hash = OFFSET;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            hash = (hash ^ (c & 0xff)) * PRIME;
            hash = (hash ^ (c >>> 8)) * PRIME;
        }
        return hash;
    }

    /** FNV leaves the high bits of short names alike. */
    private static long mixed(long hash) {
        long z = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}

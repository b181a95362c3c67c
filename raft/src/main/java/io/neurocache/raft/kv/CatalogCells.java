package io.neurocache.raft.kv;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.CacheObject;
import io.neurocache.slab.Check;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * How the catalog's entries lie in the table of keys, whose own keys they cannot be taken for:
 * those begin with no control character.
 *
 * <pre>
 * key     0x01, then the cache key; of one that is too long the beginning and its SHA-256
 * value   size (8), hash (32), expires (8), access count (8), last use (8), number of edges (1; of an
 *         object that was put with the highest bit set, and then the put's index, 8), the edges' ids
 *         (4 each), then the whole cache key if it is too long for the table
 * </pre>
 *
 * Stateless; safe from any thread.
 */
final class CatalogCells {
    /** The first byte of each. */
    static final byte MARK = 1;

    /** All of them begin so. */
    static final Bytes BEGINNING = Bytes.wrap(new byte[] {MARK});

    /** Behind all of them, and before the keys of clients. */
    static final Bytes LAST = Bytes.wrap(new byte[] {MARK + 1});

    private static final int MAX_BYTES = 1024;
    private static final int DIGEST_BYTES = 32;
    private static final int SHOWN_BYTES = MAX_BYTES - 1 - DIGEST_BYTES;

    /** Beside the number of edges, of which there are fewer. */
    private static final int IS_PUT = 0x80;

    private static final int FIXED_BYTES = 4 * Long.BYTES + CacheObject.HASH_BYTES + 1;

    private CatalogCells() {}

    static boolean isOne(Bytes tableKey) {
        return tableKey.length() > 0 && tableKey.backing()[tableKey.offset()] == MARK;
    }

    static Bytes key(Bytes cacheKey) {
        if (fits(cacheKey)) {
            ByteBuffer key = ByteBuffer.allocate(1 + cacheKey.length());
            return Bytes.wrap(key.put(MARK).put(cacheKey.buffer()).array());
        }
        ByteBuffer key = ByteBuffer.allocate(MAX_BYTES);
        key.put(MARK).put(cacheKey.backing(), cacheKey.offset(), SHOWN_BYTES);
        return Bytes.wrap(key.put(digest(cacheKey)).array());
    }

    /** What the keys of all entries begin with whose cache keys begin so; of others too. */
    static Bytes prefix(Bytes ofCacheKey) {
        int length = Math.min(ofCacheKey.length(), SHOWN_BYTES);
        ByteBuffer prefix = ByteBuffer.allocate(1 + length);
        prefix.put(MARK).put(ofCacheKey.backing(), ofCacheKey.offset(), length);
        return Bytes.wrap(prefix.array());
    }

    static boolean begins(Bytes key, Bytes prefix) {
        int length = prefix.length();
        int from = key.offset();
        return key.length() >= length
                && Arrays.equals(
                        key.backing(),
                        from,
                        from + length,
                        prefix.backing(),
                        prefix.offset(),
                        prefix.offset() + length);
    }

    private static boolean fits(Bytes cacheKey) {
        // One that is as long as a shortened one could be taken for it.
        return 1 + cacheKey.length() < MAX_BYTES;
    }

    private static byte[] digest(Bytes bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.backing(), bytes.offset(), bytes.length());
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    static KvEntry cell(CacheEntry entry) {
        int[] edges = entry.edges();
        int spare = fits(entry.key()) ? 0 : entry.key().length();
        boolean isPut = entry.putIndex() > 0;
        int more = (isPut ? Long.BYTES : 0) + Integer.BYTES * edges.length + spare;
        ByteBuffer value = ByteBuffer.allocate(FIXED_BYTES + more);
        value.putLong(entry.object().size()).put(entry.object().hash().buffer());
        value.putLong(entry.object().expires());
        value.putLong(entry.accessCount()).putLong(entry.lastUse());
        value.put((byte) (isPut ? edges.length | IS_PUT : edges.length));
        if (isPut) {
            value.putLong(entry.putIndex());
        }
        for (int edge : edges) {
            value.putInt(edge);
        }
        if (spare > 0) {
            value.put(entry.key().buffer());
        }
        return new KvEntry(key(entry.key()), Bytes.wrap(value.array()), entry.index());
    }

    static CacheEntry entry(KvEntry cell) {
        ByteBuffer value = cell.value().buffer();
        Check.invariant(value.remaining() >= FIXED_BYTES, "an entry of the catalog is cut short");
        long size = value.getLong();
        byte[] hash = new byte[CacheObject.HASH_BYTES];
        value.get(hash);
        long expires = value.getLong();
        long accessCount = value.getLong();
        long lastUse = value.getLong();
        int count = Byte.toUnsignedInt(value.get());
        long putIndex = (count & IS_PUT) != 0 ? value.getLong() : 0;
        int[] edges = new int[count & ~IS_PUT];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = value.getInt();
        }
        byte[] whole = new byte[value.remaining()];
        value.get(whole);
        byte[] tableKey = cell.key().array();
        Bytes key =
                whole.length > 0
                        ? Bytes.wrap(whole)
                        : Bytes.wrap(Arrays.copyOfRange(tableKey, 1, tableKey.length));
        CacheObject object = new CacheObject(size, Bytes.wrap(hash), expires);
        return new CacheEntry(key, object, accessCount, lastUse, cell.index(), putIndex, edges);
    }
}

package io.neurocache.raft.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.CacheObject;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private final HeapTable table = new HeapTable();
    private final Catalog catalog = new Catalog(table, 100);

    private static CacheObject object(int version) {
        byte[] hash = new byte[32];
        hash[0] = (byte) version;
        return new CacheObject(1000, Bytes.wrap(hash), 60);
    }

    private void place(long index, int member, int version, String... keys) {
        List<Request.Placed> placed = new ArrayList<>();
        for (String key : keys) {
            placed.add(new Request.Placed(Bytes.utf8(key), object(version)));
        }
        catalog.place(index, new Request.Place(0, member, index - 1, placed, List.of()));
    }

    private void remove(long index, int member, String key) {
        catalog.place(
                index,
                new Request.Place(0, member, index - 1, List.of(), List.of(Bytes.utf8(key))));
    }

    private void put(long index, int member, int version, String key) {
        Request.Placed placed = new Request.Placed(Bytes.utf8(key), object(version));
        catalog.supersede(index, new Request.Supersede(0, member, placed));
    }

    /** A member tells of one object what it saw when the log was applied up to an index. */
    private void tell(long index, int member, long applied, int version, String key) {
        Request.Placed placed = new Request.Placed(Bytes.utf8(key), object(version));
        catalog.place(index, new Request.Place(0, member, applied, List.of(placed), List.of()));
    }

    private void tellGone(long index, int member, long applied, String key) {
        List<Bytes> removed = List.of(Bytes.utf8(key));
        catalog.place(index, new Request.Place(0, member, applied, List.of(), removed));
    }

    private CacheEntry entry(String key) {
        return Objects.requireNonNull(catalog.get(Bytes.utf8(key)), key);
    }

    private int[] edges(String key) {
        CacheEntry entry = catalog.get(Bytes.utf8(key));
        return entry == null ? new int[0] : entry.edges();
    }

    private List<String> keys(String prefix, String after) {
        List<String> keys = new ArrayList<>();
        catalog.scan(Bytes.utf8(prefix), Bytes.utf8(after), entry -> keys.add(text(entry.key())));
        return keys;
    }

    private static String text(Bytes bytes) {
        return new String(bytes.array(), UTF_8);
    }

    @Test
    void edgesComeAndGo() {
        place(1, 3, 1, "a");
        place(2, 1, 1, "a", "b");
        place(3, 1, 1, "a");
        assertArrayEquals(new int[] {1, 3}, edges("a"));
        remove(4, 2, "a");
        remove(5, 3, "a");
        assertArrayEquals(new int[] {1}, edges("a"));
        remove(6, 1, "a");
        assertNull(catalog.get(Bytes.utf8("a")));
        assertEquals(1, catalog.count());
        assertEquals(1, table.size());
    }

    @Test
    void anotherBodyIsAnotherObject() {
        place(1, 1, 1, "a");
        catalog.touch(2, new Request.Touch(0, 1, List.of(new Request.Touched(Bytes.utf8("a"), 5))));
        place(3, 2, 2, "a");
        CacheEntry entry = catalog.get(Bytes.utf8("a"));
        assertNotNull(entry);
        assertArrayEquals(new int[] {2}, entry.edges());
        assertEquals(0, entry.accessCount());
        assertEquals(object(2), entry.object());
    }

    @Test
    void whatWasSeenBeforeAPutCountsForNothing() {
        put(3, 1, 1, "a");
        place(4, 2, 1, "a");
        put(6, 1, 2, "a");
        // Both had looked before the second put, and are heard of after it.
        tell(7, 1, 5, 1, "a");
        tell(8, 2, 4, 1, "a");
        tellGone(9, 1, 5, "a");
        assertEquals(object(2), entry("a").object());
        assertArrayEquals(new int[] {1}, edges("a"));
        // Not so what was seen since.
        tell(10, 2, 6, 2, "a");
        tellGone(11, 1, 6, "a");
        assertArrayEquals(new int[] {2}, edges("a"));
        tell(12, 1, 11, 3, "a");
        assertEquals(object(3), entry("a").object());
        assertEquals(0, entry("a").putIndex(), "it was not put");
    }

    @Test
    void theSameBodyThatWasSeenBeforeAPutIsAtOneMoreEdge() {
        put(3, 1, 1, "a");
        tell(4, 2, 1, 1, "a");
        assertArrayEquals(new int[] {1, 2}, edges("a"));
        assertEquals(3, entry("a").putIndex());
    }

    @Test
    void whoDoesNotSayWhenItLookedIsBelieved() {
        put(3, 1, 1, "a");
        tell(4, 2, Long.MAX_VALUE, 2, "a");
        assertArrayEquals(new int[] {2}, edges("a"));
    }

    @Test
    void aPutOfAKeyOfAnyLengthIsKnownAsOne() {
        String longOne = "x".repeat(5000);
        put(3, 1, 1, longOne);
        place(4, 7, 1, longOne);
        assertArrayEquals(new int[] {1, 7}, edges(longOne));
        assertEquals(3, entry(longOne).putIndex());
        assertEquals(Bytes.utf8(longOne), entry(longOne).key());
        assertEquals(1, catalog.count());
    }

    @Test
    void usesAreAddedUp() {
        place(1, 1, 1, "a");
        Request.Touch touch =
                new Request.Touch(0, 1, List.of(new Request.Touched(Bytes.utf8("a"), 5)));
        catalog.touch(2, touch);
        catalog.touch(3, touch);
        // As when the disk was full behind it.
        catalog.touch(3, touch);
        CacheEntry entry = catalog.get(Bytes.utf8("a"));
        assertNotNull(entry);
        assertEquals(10, entry.accessCount());
        assertEquals(3, entry.lastUse());
    }

    @Test
    void purgesTakeKeysAndEverythingOutAndLeaveTheSoftlyPurged() {
        place(1, 1, 1, "a", "b", "c");
        List<Bytes> a = List.of(Bytes.utf8("a"));
        catalog.purge(2, new Request.Purge(0, Request.Purge.Target.KEYS, a, true));
        assertEquals(List.of("a", "b", "c"), keys("", ""));
        catalog.purge(3, new Request.Purge(0, Request.Purge.Target.KEYS, a, false));
        assertEquals(List.of("b", "c"), keys("", ""));
        catalog.purge(4, new Request.Purge(0, Request.Purge.Target.ALL, List.of(), false));
        assertEquals(List.of(), keys("", ""));
        assertNull(catalog.get(Bytes.utf8("b")));
        place(5, 2, 1, "b");
        assertEquals(List.of("b"), keys("", ""));
        assertArrayEquals(new int[] {2}, edges("b"));
        assertEquals(2, catalog.count());
    }

    @Test
    void keysOfAnyLengthAreFoundAndListedInOrder() {
        String longOne = "x".repeat(5000);
        String other = "x".repeat(4999) + "y";
        place(1, 1, 1, longOne, other, "x", "w", "xa");
        assertArrayEquals(new int[] {1}, edges(longOne));
        assertArrayEquals(new int[] {1}, edges(other));
        assertNull(catalog.get(Bytes.utf8("x".repeat(4998))));
        assertEquals(5, catalog.count());
        assertEquals(List.of(longOne), keys(longOne, ""));
        assertEquals(4, keys("x", "").size());
        assertEquals(
                List.of("x", "xa"), keys("x", "").stream().filter(k -> k.length() < 9).toList());
        assertEquals(List.of("xa"), keys("", "x").stream().filter(k -> k.length() < 9).toList());
    }

    @Test
    void itForgetsWhatWasUsedLongestAgoOfAFew() {
        for (int i = 0; i < 100; i++) {
            place(1 + i, 1, 1, "k" + i);
        }
        List<Request.Touched> used =
                IntStream.range(0, 50)
                        .mapToObj(i -> new Request.Touched(Bytes.utf8("k" + 2 * i), 1))
                        .toList();
        catalog.touch(200, new Request.Touch(0, 1, used));
        for (int i = 0; i < 30; i++) {
            place(300 + i, 1, 1, "new" + i);
        }
        assertEquals(100, catalog.count());
        assertEquals(100, table.size());
        long kept = IntStream.range(0, 50).filter(i -> edges("k" + 2 * i).length > 0).count();
        assertTrue(kept >= 49, "of 50 used " + kept);
    }

    @Test
    void clientsNeitherSeeItsEntriesNorCountThem() {
        Rig rig = new Rig();
        rig.ask("{\"id\":1,\"op\":\"put\",\"key\":\"k\",\"value\":\"v\"}");
        rig.ask(
                "{\"id\":1,\"op\":\"place\",\"member\":1,\"placed\":[\"c\",1,\"%s\",1],\"removed\":[]}"
                        .formatted("00".repeat(32)));
        assertEquals(1, rig.machine.keys());
        assertEquals(1, rig.machine.cacheEntries());
        Reply all =
                rig.machine.scan(
                        new Request.Scan(1, Bytes.EMPTY, Bytes.EMPTY, 10, true, Consistency.STALE),
                        0);
        assertEquals(1, ((Reply.Scanned) all).items().size());
    }
}

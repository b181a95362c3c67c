package io.neurocache.neurod.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.insight.Insight;
import io.neurocache.edge.insight.TextBody;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.CacheObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private final FakeSource source = new FakeSource();
    private final Catalog catalog = new Catalog(source);

    /** What the cluster knows, in the order of keys. */
    private static final class FakeSource implements Catalog.Source {
        final TreeMap<String, CacheEntry> entries = new TreeMap<>();
        int pages;

        @Override
        public void list(Bytes after, int limit, Consumer<List<CacheEntry>> answer) {
            pages++;
            answer.accept(
                    entries.tailMap(text(after), false).values().stream().limit(limit).toList());
        }

        @Override
        public void locate(List<Bytes> keys, Consumer<List<CacheEntry>> answer) {
            List<CacheEntry> found = new ArrayList<>();
            for (Bytes key : keys) {
                CacheEntry entry = entries.get(text(key));
                if (entry != null) {
                    found.add(entry);
                }
            }
            answer.accept(found);
        }

        void add(String key, long requests, long expires) {
            add(key, requests, 100, expires, 1, 3);
        }

        void add(String key, long requests, long size, long expires, int... edges) {
            Bytes hash = Bytes.wrap(new byte[CacheObject.HASH_BYTES]);
            CacheObject object = new CacheObject(size, hash, expires);
            entries.put(key, new CacheEntry(Bytes.utf8(key), object, requests, 0, 0, 0, edges));
        }
    }

    /** A cache that holds one object, or none. */
    private record OneObject(String name, @Nullable Kept stored) implements Insight {
        @Override
        public boolean isFresh(String asked) {
            return stored != null && stored.isFresh() && name.equals(asked);
        }

        @Override
        public @Nullable Kept kept(String asked) {
            return name.equals(asked) ? stored : null;
        }

        @Override
        public void touch(String asked) {}

        @Override
        public byte @Nullable [] body(String asked, int maxBytes) {
            return null;
        }

        @Override
        public @Nullable TextBody text(
                String asked, int id, int maxBytes, Predicate<String> isWantedType) {
            return null;
        }
    }

    private static String text(Bytes bytes) {
        return new String(bytes.array(), UTF_8);
    }

    private String top(int limit) {
        List<byte[]> answers = new ArrayList<>();
        catalog.top(limit, answers::add);
        assertEquals(1, answers.size());
        return new String(answers.getFirst(), UTF_8);
    }

    private String object(String name, Insight.@Nullable Kept here) {
        List<byte[]> answers = new ArrayList<>();
        catalog.object(name, new OneObject(name, here), answers::add);
        return new String(answers.getFirst(), UTF_8);
    }

    private String count(BiConsumer<Catalog, Consumer<byte[]>> asked) {
        List<byte[]> answers = new ArrayList<>();
        asked.accept(catalog, answers::add);
        assertEquals(1, answers.size());
        return new String(answers.getFirst(), UTF_8);
    }

    private String countKey(String key) {
        return count((asked, answer) -> asked.countKey(key, answer));
    }

    private String countPrefix(String prefix) {
        return count((asked, answer) -> asked.countPrefix(prefix, answer));
    }

    @Test
    void aPurgeOfAKeyCountsItOnEveryEdge() {
        source.add("example.com/a", 1, 70, 1, 3, 2);
        String once = "{\"objects\":1,\"bytes\":140,\"edges\":[2,3],\"complete\":true}";
        assertEquals(once, countKey("example.com/a"));
        assertEquals(once, countKey("//example.com/a"));
        String none = "{\"objects\":0,\"bytes\":0,\"edges\":[],\"complete\":true}";
        assertEquals(none, countKey("example.com"));
    }

    @Test
    void aPurgeOfAPrefixCountsFromItOnAndNothingBehind() {
        source.add("ima", 1, 1_000, 1, 1);
        source.add("img", 1, 1, 1, 1);
        source.add("img/a", 1, 10, 1, 1, 2);
        source.add("img/é", 1, 100, 1, 4);
        source.add("img/nowhere", 1, 1_000, 1);
        source.add("imh", 1, 1_000, 1, 5);
        assertEquals(
                "{\"objects\":3,\"bytes\":121,\"edges\":[1,2,4],\"complete\":true}",
                countPrefix("img"));
        assertEquals(1, source.pages);
        assertEquals(countPrefix("img"), countPrefix("//img"));
    }

    @Test
    void aPrefixOfManyIsCountedPageByPageUpToABound() {
        for (int i = 0; i < 2_500; i++) {
            source.add("a/%06d".formatted(i), i, 1, 1, 1);
        }
        source.add("b", 1, 1, 1, 1);
        assertTrue(countPrefix("a/").startsWith("{\"objects\":2500,"));
        assertEquals(3, source.pages);
        for (int i = 2_500; i < 100_500; i++) {
            source.add("a/%06d".formatted(i), i, 1, 1, 1);
        }
        assertEquals(
                "{\"objects\":100000,\"bytes\":100000,\"edges\":[1],\"complete\":false}",
                countPrefix("a/"));
    }

    @Test
    void aSizeThatIsALieOverflowsNoSum() {
        for (int i = 0; i < 10; i++) {
            source.add("a" + i, 1, Long.MAX_VALUE, 1, 1, 2, 3);
        }
        assertTrue(countPrefix("a").contains("\"bytes\":" + (30L << 40) + ","), countPrefix("a"));
    }

    @Test
    void nothingIsAnEmptyList() {
        assertEquals("{\"objects\":[],\"complete\":true}", top(3));
    }

    @Test
    void theMostAskedForComeFirst() {
        source.add("a", 5, 1);
        source.add("b", 9, 1);
        source.add("c", 1, 1);
        String json = top(2);
        assertTrue(
                json.startsWith(
                        "{\"objects\":[{\"key\":\"b\",\"size\":100,\"requests\":9,\"expires_ms\":1000,"
                            + "\"sha256\":\"000"),
                json);
        assertTrue(json.indexOf("\"key\":\"a\"") > json.indexOf("\"key\":\"b\""), json);
        assertTrue(!json.contains("\"key\":\"c\""), json);
        assertTrue(json.endsWith("\"edges\":[1,3]}],\"complete\":true}"), json);
    }

    @Test
    void manyPagesAreGoneThroughAndTheRestIsSaidToBeLeftOut() {
        for (int i = 0; i < 2_500; i++) {
            source.add("%06d".formatted(i), i, 1);
        }
        assertTrue(top(1).contains("\"key\":\"002499\""));
        assertEquals(3, source.pages);
        for (int i = 2_500; i < 101_000; i++) {
            source.add("%06d".formatted(i), i, 1);
        }
        assertTrue(top(1).endsWith("\"complete\":false}"));
    }

    @Test
    void aTimeThatNoMillisecondsCanTellIsTheLast() {
        source.add("a", 1, Long.MAX_VALUE);
        assertTrue(top(1).contains("\"expires_ms\":9223372036854775000,"), top(1));
    }

    @Test
    void aHostileKeyIsText() {
        source.add("<img src=x onerror=1>\"\n", 1, 1);
        assertTrue(top(1).contains("\"key\":\"<img src=x onerror=1>\\\"\\n\""), top(1));
    }

    @Test
    void oneObjectIsToldWithWhetherItIsHere() {
        source.add("example.com/a", 1, 1);
        String json = object("//example.com/a", new Insight.Kept(true, 77, 100));
        assertTrue(json.startsWith("{\"key\":\"example.com/a\",\"size\":100,"), json);
        assertTrue(
                json.endsWith(
                        "\"edges\":[1,3],\"here\":{\"fresh\":true,\"stored\":77,\"bytes\":100}}"),
                json);
        assertTrue(object("example.com/a", null).endsWith("\"edges\":[1,3],\"here\":null}"));
    }

    @Test
    void whatIsHereAloneIsToldSoAndWhatIsNowhereIsNot() {
        assertEquals(
                "{\"key\":\"a\",\"here\":{\"fresh\":false,\"stored\":77,\"bytes\":3}}",
                object("a", new Insight.Kept(false, 77, 3)));
        assertEquals("", object("a", null));
    }
}

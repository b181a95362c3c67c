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
            Bytes hash = Bytes.wrap(new byte[CacheObject.HASH_BYTES]);
            CacheObject object = new CacheObject(100, hash, expires);
            int[] edges = {1, 3};
            entries.put(key, new CacheEntry(Bytes.utf8(key), object, requests, 0, 0, edges));
        }
    }

    /** A cache that holds one object, or none. */
    private record OneObject(String name, boolean isHere) implements Insight {
        @Override
        public boolean isFresh(String asked) {
            return isHere && name.equals(asked);
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

    private String object(String name, boolean isFresh) {
        List<byte[]> answers = new ArrayList<>();
        catalog.object(name, new OneObject(name, isFresh), answers::add);
        return new String(answers.getFirst(), UTF_8);
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
        String json = object("//example.com/a", true);
        assertTrue(json.startsWith("{\"key\":\"example.com/a\",\"size\":100,"), json);
        assertTrue(json.endsWith("\"edges\":[1,3],\"here\":{\"fresh\":true}}"), json);
    }

    @Test
    void whatIsHereAloneIsToldSoAndWhatIsNowhereIsNot() {
        assertEquals("{\"key\":\"a\",\"here\":{\"fresh\":true}}", object("a", true));
        assertEquals("", object("a", false));
    }
}

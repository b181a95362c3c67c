package io.neurocache.edge.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.eviction.LruPolicy;
import io.neurocache.edge.placement.Directory;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.Freshness;
import io.neurocache.edge.rules.ReprDigest;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.edge.store.ObjectWriter;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.edge.store.StoredKey;
import io.neurocache.slab.Slab;
import io.neurocache.slab.SlabConfig;
import io.neurocache.slab.WriteResult;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an object that was put while nobody heard of its order. */
class PendingPutsTest {
    private static final String KEY = "img/k";
    private static final byte[] BODY = "the body".getBytes(ISO_8859_1);
    private static final long INDEX = 5;

    @TempDir Path folder = Path.of("");

    private final Invalidations orders = new Invalidations(64);
    private final Instant now = Instant.now();

    @SuppressWarnings("NullAway.Init") // by open
    private ObjectStore store;

    @SuppressWarnings("NullAway.Init") // by open
    private Variants variants;

    @SuppressWarnings("NullAway.Init") // by open
    private PendingPuts pending;

    private Instant clock = now;

    @BeforeEach
    void open() throws IOException {
        store =
                ObjectStore.open(
                        SlabConfig.of(folder.resolve("slab"), 16 << 20),
                        LruPolicy::new,
                        new EdgeCounters());
        variants = new Variants(store, 8, Clock.systemUTC());
        pending = new PendingPuts(store, variants, () -> clock);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private void put(byte[] slabKey, byte[] body) {
        Freshness freshness =
                new Freshness(
                        now.toEpochMilli(),
                        0,
                        600_000,
                        0,
                        0,
                        false,
                        false,
                        Freshness.Source.EXPLICIT);
        byte[] head =
                StoredHead.encode(
                        StoredHead.Provenance.UPLOAD,
                        200,
                        freshness,
                        0,
                        Fields.of("Cache-Tag", "t"));
        ObjectWriter writer = store.headlessWriter(slabKey, body.length);
        assertEquals(WriteResult.OK, writer.write(Unpooled.wrappedBuffer(body)));
        long handle = writer.commit(head);
        assertNotEquals(Slab.NONE, handle);
        if (StoredKey.isPut(slabKey)) {
            store.slab().setAside(handle);
        }
        store.slab().release(handle);
    }

    private void putAside() {
        put(StoredKey.ofPut(KEY.getBytes(ISO_8859_1), 2), BODY);
        pending.note(KEY);
    }

    private static Directory.Known known(byte[] body, boolean isHere) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
        Directory.Content content =
                new Directory.Content(body.length, ReprDigest.ofSha256(hash), 0);
        return new Directory.Known(KEY, content, List.of(isHere ? 1 : 2), isHere, INDEX);
    }

    @Test
    void whatTheClusterKnowsButWasNotPutIsAnother() throws Exception {
        putAside();
        Directory.Known known = known(BODY, true);
        Directory.Known filled =
                new Directory.Known(KEY, known.content(), known.holders(), true, 0);
        assertFalse(settles(List.of(filled)));
        assertTrue(pending.isAside(KEY));
    }

    private boolean settles(List<Directory.Known> known) {
        pending.begin();
        return pending.settle(known, orders).equals(List.of(KEY));
    }

    /** The keys that are to be settled. */
    private List<String> keys() {
        List<String> keys = pending.begin();
        pending.giveUp();
        return keys;
    }

    /** The birth of what lies under the key; -1 where nothing does. */
    private long born() {
        long handle = store.acquire(KEY.getBytes(ISO_8859_1));
        if (handle == Slab.NONE) {
            return -1;
        }
        StoredHead head = StoredHead.read(store.slab().meta(handle));
        store.slab().release(handle);
        return head == null ? -1 : head.born();
    }

    @Test
    void whatTheClusterBelievesToBeHereIsPublishedAsOfItsOrder() throws Exception {
        putAside();
        assertTrue(settles(List.of(known(BODY, true))));
        assertEquals(INDEX, born());
        assertFalse(pending.isAside(KEY));
        assertEquals(List.of(), keys());
        assertEquals(1, store.slab().stats().objects());
    }

    @Test
    void whatTheClusterDoesNotKnowIsKeptForAsLongAsAnOrderMayBeOnItsWay() throws Exception {
        putAside();
        assertFalse(settles(List.of()));
        assertFalse(settles(List.of(known(BODY, false))), "it is another edge's");
        assertFalse(settles(List.of(known("another".getBytes(ISO_8859_1), true))));
        assertFalse(settles(List.of(known("the bodY".getBytes(ISO_8859_1), true))));
        assertTrue(pending.isAside(KEY));
        clock = now.plus(PendingPuts.PATIENCE).plusSeconds(2);
        assertTrue(settles(List.of()));
        assertFalse(pending.isAside(KEY));
        assertEquals(-1, born());
        assertEquals(0, store.slab().stats().objects());
    }

    @Test
    void itDoesNotReplaceWhatIsThere() throws Exception {
        put(KEY.getBytes(ISO_8859_1), BODY);
        putAside();
        assertFalse(settles(List.of(known(BODY, true))), "then it was not ordered");
        assertEquals(0, born());
    }

    @Test
    void whatALaterOrderCoversIsDropped() throws Exception {
        putAside();
        orders.apply(INDEX + 1, new Order(Order.Target.TAGS, List.of("t"), false));
        assertTrue(settles(List.of(known(BODY, true))));
        assertEquals(-1, born());
        assertFalse(pending.isAside(KEY));
    }

    @Test
    void aPurgeOfTheKeyAfterTheClustersAnswerIsHeardOf() throws Exception {
        putAside();
        assertEquals(List.of(KEY), pending.begin());
        List<Directory.Known> answer = List.of(known(BODY, true));
        variants.forget(KEY, INDEX + 1);
        assertEquals(List.of(KEY), pending.settle(answer, orders));
        assertEquals(-1, born());
        assertFalse(pending.isAside(KEY));
        assertEquals(0, variants.awaiting(KEY));
    }

    @Test
    void whatAClientHasBegunToPutMeanwhileIsLeftAlone() throws Exception {
        putAside();
        pending.begin();
        int place = variants.await(KEY);
        assertEquals(List.of(), pending.settle(List.of(known(BODY, true)), orders));
        assertTrue(pending.isAside(KEY));
        variants.settled(KEY, place);
        assertTrue(settles(List.of(known(BODY, true))));
    }

    @Test
    void itIsLeftAloneWhileAClientWaitsForIt() throws Exception {
        putAside();
        int place = variants.await(KEY);
        assertFalse(settles(List.of(known(BODY, true))));
        variants.settled(KEY, place);
        assertTrue(settles(List.of(known(BODY, true))));
    }

    @Test
    void theNextProcessFindsItAndTellsItFromWhatIsInUse() throws Exception {
        put("other".getBytes(ISO_8859_1), BODY);
        putAside();
        store.close();
        open();
        assertEquals(List.of(KEY), keys());
        assertTrue(settles(List.of(known(BODY, true))));
        assertEquals(INDEX, born());
    }

    @Test
    void ofSeveralThatWerePutAtOnceTheOneThatTheClusterKnowsIsPublished() throws Exception {
        byte[] other = "the bodY".getBytes(ISO_8859_1);
        put(StoredKey.ofPut(KEY.getBytes(ISO_8859_1), 0), other);
        putAside();
        assertFalse(settles(List.of(known(BODY, true))), "one is left");
        assertEquals(INDEX, born());
        clock = now.plus(PendingPuts.PATIENCE).plusSeconds(2);
        assertTrue(settles(List.of(known(BODY, true))));
        assertEquals(1, store.slab().stats().objects());
    }

    @Test
    void aKeyForWhichNothingLiesAsideIsSettled() {
        pending.note(KEY);
        assertTrue(settles(List.of()));
        assertEquals(List.of(), keys());
    }

    @Test
    void ofTooManyKeysTheOldestAreForgotten() {
        for (int i = 0; i < 1005; i++) {
            pending.note("k" + i);
        }
        assertEquals(1000, keys().size());
        assertEquals("k5", keys().getFirst());
    }
}

package io.neurocache.edge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.coherence.Names;
import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.Freshness;
import io.neurocache.edge.store.StoredHead.Provenance;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoredHeadTest {
    private static final Freshness FRESH =
            new Freshness(1, 2, 3, 4, 5, false, true, Freshness.Source.EXPLICIT);
    private static final int FRESHNESS_BYTES = 42;

    private static byte[] encode(long born, String... fields) {
        return StoredHead.encode(Provenance.ORIGIN, 203, FRESH, born, Fields.of(fields));
    }

    private static @Nullable StoredHead read(byte[] meta) {
        return StoredHead.read(MemorySegment.ofArray(meta));
    }

    @Test
    void theLayoutIsTheOneThatIsDocumented() {
        byte[] meta = encode(0x0102030405060708L, "Cache-Tag", "a, b", "X", "y");
        ByteBuffer bytes = ByteBuffer.wrap(meta);

        assertEquals(3, bytes.get());
        assertEquals(0, bytes.get());
        assertEquals(203, bytes.getShort());
        bytes.position(bytes.position() + FRESHNESS_BYTES);
        assertEquals(0x0102030405060708L, bytes.getLong());
        assertEquals(2, bytes.get());
        assertEquals(Names.tag("a"), bytes.getLong());
        assertEquals(Names.tag("b"), bytes.getLong());
        String lines =
                new String(meta, bytes.position(), bytes.remaining(), StandardCharsets.US_ASCII);
        assertEquals("Cache-Tag: a, b\r\nX: y\r\n", lines);
    }

    @Test
    void whatWasWrittenIsRead() {
        Fields fields = Fields.of("Surrogate-Key", "s t", "Cache-Status", "Other; hit");
        byte[] meta = StoredHead.encode(Provenance.UPLOAD, 200, FRESH, Long.MAX_VALUE, fields);
        StoredHead head = StoredHead.of(meta);

        assertEquals(Provenance.UPLOAD, head.provenance());
        assertEquals(200, head.status());
        assertEquals(FRESH, head.freshness());
        assertEquals(Long.MAX_VALUE, head.born());
        assertArrayEquals(Names.tags(List.of("s", "t")), head.tags());
        assertEquals(fields, head.fields());
        assertTrue(head.hasCacheStatus());
        assertEquals(meta.length, head.blockOffset() + head.blockLength());
    }

    @Test
    void aHeadMayHaveNoTagAndNoLine() {
        StoredHead head = StoredHead.of(encode(0));

        assertEquals(0, head.tags().length);
        assertEquals(0, head.blockLength());
        assertFalse(head.hasCacheStatus());
    }

    @Test
    void noMoreTagsAreKeptThanFit() {
        String tags =
                IntStream.range(0, 200).mapToObj(i -> "t" + i).collect(Collectors.joining(","));
        StoredHead head = StoredHead.of(encode(0, "Cache-Tag", tags));

        assertEquals(128, head.tags().length);
        assertEquals(Names.tag("t127"), head.tags()[127]);
    }

    @Test
    void otherLayoutsAndTornHeadsAreNone() {
        byte[] meta = encode(7, "Cache-Tag", "a,b");
        for (int layout = 0; layout < 256; layout++) {
            byte[] other = meta.clone();
            other[0] = (byte) layout;
            assertEquals(layout == 3, read(other) != null, "layout " + layout);
        }
        int tagsEnd = 55 + 2 * 8;
        for (int length = 0; length < tagsEnd; length++) {
            assertNull(read(java.util.Arrays.copyOf(meta, length)), "cut to " + length);
        }
        assertNotNull(read(java.util.Arrays.copyOf(meta, tagsEnd)));
        byte[] tooMany = java.util.Arrays.copyOf(meta, 4096);
        tooMany[54] = (byte) 129;
        assertNull(read(tooMany));
    }

    @Test
    void aRebornHeadHasAnotherBirthAndTheSameRest() {
        StoredHead old = StoredHead.of(encode(7, "Cache-Tag", "a", "X", "y"));
        StoredHead reborn = StoredHead.of(old.reborn(FRESH.doubted(), 9));

        assertEquals(9, reborn.born());
        assertEquals(FRESH.doubted(), reborn.freshness());
        assertArrayEquals(old.tags(), reborn.tags());
        assertEquals(old.fields(), reborn.fields());
        assertEquals(203, reborn.status());
    }

    @Test
    void itsVerdictIsThatOfItsBirthItsTagsAndItsKey() {
        Invalidations orders = new Invalidations(10);
        StoredHead head = StoredHead.of(encode(7, "Cache-Tag", "a"));
        orders.apply(8, new Order(Order.Target.TAGS, List.of("b"), false));
        assertEquals(Verdict.CURRENT, head.verdict(orders, "k"));

        orders.apply(9, new Order(Order.Target.PREFIX, List.of("k"), true));
        assertEquals(Verdict.STALE, head.verdict(orders, "k"));
        assertEquals(Verdict.CURRENT, head.verdict(orders, "l"));

        orders.apply(10, new Order(Order.Target.TAGS, List.of("a"), false));
        assertEquals(Verdict.GONE, head.verdict(orders, "l"));
        assertEquals(Verdict.CURRENT, StoredHead.of(head.reborn(FRESH, 10)).verdict(orders, "l"));
    }
}

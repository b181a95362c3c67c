package io.neurocache.predict.gpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.next.Kind;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    private static final GptShape SHAPE = new GptShape(3, 64, 4_096, 8, 8, 2, 1);

    private static Vocabulary of(String... keys) {
        return new Vocabulary(
                SHAPE, 1, Arrays.stream(keys).map(key -> new Vocabulary.Slot(key, 0)).toList());
    }

    private static long[] rows(String key, Kind kind, long gap) {
        long[] rows = new long[GptShape.ROWS_PER_TOKEN];
        of("/a", "/b").rows(key, kind, gap, rows, 0);
        return rows;
    }

    @Test
    void aHotKeyHasItsSlotAndOthersShareTheLastOutcome() {
        assertEquals(1, of("/a", "/b").outcome("/b"));
        assertEquals(3, of("/a", "/b").outcome("/c"));
        assertEquals(1, rows("/b", Kind.PAGE, 0)[0]);
        long bucket = rows("/c", Kind.PAGE, 0)[0];
        assertTrue(bucket >= 3 && bucket < 67, "a bucket: " + bucket);
    }

    @Test
    void neighboursShareThePartsOfTheirPath() {
        long[] one = rows("/img/p12-3.jpg", Kind.RESOURCE, 1);
        long[] two = rows("/img/p7-99.jpg", Kind.RESOURCE, 1);
        assertNotEquals(one[0], two[0]);
        assertArrayEquals(Arrays.copyOfRange(one, 1, 5), Arrays.copyOfRange(two, 1, 5));
        long[] elsewhere = rows("/doc/p7-99.jpg", Kind.RESOURCE, 1);
        assertNotEquals(two[1], elsewhere[1]);
        assertEquals(two[3], elsewhere[3], "the same pattern of a name");
        assertNotEquals(two[3], rows("/img/q7-99.jpg", Kind.RESOURCE, 1)[3]);
    }

    @Test
    void kindsAndGapsHaveRowsOfTheirOwn() {
        long[] gaps = {-1, 0, 1, 3, 10, 60, 300, 301};
        long expected = 3 + 64 + 4_096;
        for (Kind kind : List.of(Kind.PAGE, Kind.RESOURCE, Kind.OTHER)) {
            for (long gap : gaps) {
                assertEquals(expected++, rows("/a", kind, gap)[4]);
            }
        }
        assertEquals(SHAPE.rows(), expected);
    }

    @Test
    void hotKeysKeepTheirSlotsAndColdOnesGiveWay() {
        Vocabulary next = of("/a", "/b").refreshed(List.of("/c", "/b", "/d"), 3);
        assertEquals(
                List.of(
                        new Vocabulary.Slot("/d", 1),
                        new Vocabulary.Slot("/b", 0),
                        new Vocabulary.Slot("/c", 0)),
                next.slots());
        assertEquals(next.slots(), next.refreshed(List.of(), 3).slots());
    }

    @Test
    void slotsAreAddedAndNeverTakenAway() {
        Vocabulary next = of("/a", "/b", "/c").refreshed(List.of("/d", "/e", "/b", "/f"), 5);
        assertEquals(5, next.shape().slots());
        assertEquals(
                List.of(
                        new Vocabulary.Slot("/f", 1),
                        new Vocabulary.Slot("/b", 0),
                        new Vocabulary.Slot("/c", 0),
                        new Vocabulary.Slot("/d", 0),
                        new Vocabulary.Slot("/e", 0)),
                next.slots());
        assertThrows(IllegalArgumentException.class, () -> of("/a").refreshed(List.of(), 2));
        List<String> tooMany = List.of("/1", "/2", "/3", "/4");
        assertThrows(IllegalArgumentException.class, () -> of("/a").refreshed(tooMany, 3));
    }

    @Test
    void twoSlotsOfOneKeyAndTooManyAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> of("/a", "/a"));
        assertThrows(IllegalArgumentException.class, () -> of("/a", "/b", "/c", "/d"));
        String tooLong = "x".repeat(Vocabulary.MAX_KEY_CHARS + 1);
        assertThrows(IllegalArgumentException.class, () -> of(tooLong));
    }

    @Test
    void hashesAreThoseOfTrainedModels() {
        // A change of these makes every model that was trained before it worthless.
        assertEquals(-3657847159159268398L, KeyPath.hash("/a/b.html", 1));
        assertEquals(5431207155818969451L, KeyPath.directory("/a/b.html", 1));
        assertEquals(4182611103471640510L, KeyPath.top("/a/b.html", 1));
        assertEquals(1105627748915755444L, KeyPath.pattern("/a/b12.html", 1));
    }

    @Property
    void everyTextIsAKey(@ForAll @StringLength(max = 40) String key) {
        for (long row : rows(key, Kind.ofKey(key), 5)) {
            assertTrue(row >= 0 && row < SHAPE.rows(), key);
        }
    }
}

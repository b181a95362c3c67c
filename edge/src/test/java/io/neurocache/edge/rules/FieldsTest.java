package io.neurocache.edge.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldsTest {

    private static final Fields TWO_COOKIES =
            Fields.of("Set-Cookie", "a=1", "ETag", "\"x\"", "set-cookie", "b=2");

    @Test
    void namesAreFoundInAnyCase() {
        assertEquals("\"x\"", TWO_COOKIES.first("etag"));
        assertTrue(TWO_COOKIES.contains("SET-COOKIE"));
    }

    @Test
    void absentNamesGiveNothing() {
        assertNull(TWO_COOKIES.first("Age"));
        assertNull(TWO_COOKIES.combined("Age"));
        assertEquals(List.of(), TWO_COOKIES.all("Age"));
        assertEquals(0, TWO_COOKIES.count("Age"));
    }

    @Test
    void orderCaseAndMultiplicityAreKept() {
        List<String> seen = new ArrayList<>();
        TWO_COOKIES.forEach((name, value) -> seen.add(name + "=" + value));
        assertEquals(List.of("Set-Cookie=a=1", "ETag=\"x\"", "set-cookie=b=2"), seen);
        assertEquals(List.of("a=1", "b=2"), TWO_COOKIES.all("Set-Cookie"));
    }

    @Test
    void combinedJoinsWithCommaAndSpace() {
        Fields fields = Fields.of("Vary", "a", "X", "1", "vary", "b", "Vary", "c");
        assertEquals("a, b, c", fields.combined("Vary"));
        assertEquals("1", fields.combined("x"));
    }

    @Test
    void removeTakesEveryLineWithTheName() {
        Fields without = TWO_COOKIES.toBuilder().remove("set-cookie").build();
        assertEquals(Fields.of("ETag", "\"x\""), without);
    }

    @Test
    void setLeavesExactlyOneLine() {
        Fields set = TWO_COOKIES.toBuilder().set("SET-COOKIE", "c=3").build();
        assertEquals(List.of("c=3"), set.all("Set-Cookie"));
        assertEquals(2, set.count());
    }

    @Test
    void builtFieldsDoNotChangeWithTheirBuilder() {
        Fields.Builder builder = Fields.builder().add("A", "1");
        Fields built = builder.build();
        builder.set("A", "2").add("B", "3");
        assertEquals(Fields.of("A", "1"), built);
    }

    @Test
    void builderGrowsPastItsFirstRoom() {
        Fields.Builder builder = Fields.builder();
        for (int i = 0; i < 100; i++) {
            builder.add("N" + i, "v" + i);
        }
        assertEquals("v99", builder.build().first("n99"));
        assertEquals(100, builder.build().count());
    }

    @Test
    void sizeCountsNamesValuesAndSeparators() {
        assertEquals(0, Fields.EMPTY.sizeBytes());
        assertEquals("A: 1\r\nBB: 22\r\n".length(), Fields.of("A", "1", "BB", "22").sizeBytes());
    }

    @Test
    void indexesOutsideAreRefused() {
        assertThrows(IndexOutOfBoundsException.class, () -> TWO_COOKIES.name(3));
        assertThrows(IndexOutOfBoundsException.class, () -> TWO_COOKIES.value(-1));
    }

    @Test
    void oddNumberOfStringsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Fields.of("A"));
    }

    @Test
    void equalityIsByLines() {
        assertEquals(Fields.of("A", "1"), Fields.builder().add("A", "1").build());
        assertEquals(Fields.of("A", "1").hashCode(), Fields.of("A", "1").hashCode());
        assertNotEquals(Fields.of("A", "1"), Fields.of("a", "1"));
        assertFalse(Fields.EMPTY.contains("A"));
    }
}

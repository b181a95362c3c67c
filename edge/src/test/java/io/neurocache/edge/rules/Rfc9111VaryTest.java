package io.neurocache.edge.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.rules.VariantSet.Addition;
import io.neurocache.edge.rules.VariantSet.Corrupt;
import io.neurocache.edge.rules.VariantSet.Valid;
import io.neurocache.edge.rules.VariantSet.Variant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9111 §4.1: calculating cache keys with the Vary header field")
class Rfc9111VaryTest {

    private static VaryKey key(String vary, String... requestFields) {
        return VaryKey.of(Fields.of("Vary", vary), Fields.of(requestFields));
    }

    private static boolean matches(VaryKey key, String... requestFields) {
        return key.matches(Fields.of(requestFields));
    }

    @Test
    @DisplayName("§4.1: all nominated fields match those of the original request")
    void nominatedFieldsMatch() {
        VaryKey key = key("Foo, Bar", "Foo", "1", "Bar", "abc");
        assertTrue(matches(key, "Foo", "1", "Bar", "abc", "Other", "2"));
        assertTrue(matches(key, "bar", "abc", "FOO", "1"));
        assertFalse(matches(key, "Foo", "2", "Bar", "abc"));
        assertFalse(matches(key, "Foo", "1"));
        assertFalse(matches(key));
    }

    @Test
    @DisplayName("§4.1: a field absent from the request matches only its absence")
    void absence() {
        VaryKey key = key("Foo");
        assertTrue(matches(key));
        assertFalse(matches(key, "Foo", "1"));
        assertFalse(matches(key, "Foo", ""));
        assertFalse(matches(key("Foo", "Foo", ""), "Bar", "1"));
    }

    @ParameterizedTest
    @DisplayName("§4.1: a member * never matches")
    @ValueSource(strings = {"*", "*, *", ", *", "*, Foo", "Foo, *"})
    void star(String vary) {
        assertFalse(VaryKey.isUsable(Fields.of("Vary", vary)));
        assertFalse(VaryKey.isUsable(Fields.of("Vary", "", "Vary", vary)));
        assertThrows(IllegalArgumentException.class, () -> key(vary));
    }

    @Test
    void namesAreSortedLowerCaseAndUnique() {
        assertEquals(List.of("a", "b"), key("B, a, A").names());
        assertEquals(VaryKey.ANY, VaryKey.of(Fields.EMPTY, Fields.of("A", "1")));
        assertEquals(VaryKey.ANY, key(""));
    }

    @ParameterizedTest
    @DisplayName("§4.1: normalised by white space, by combining lines, and by case where it allows")
    @CsvSource({
        "Foo, '1, 2', '1,2'",
        "Foo, '1,2', ' 1, 2 '",
        "Foo, '1,,2', '1,2'",
        "Accept-Language, 'en, de', 'eN, De'",
        "Accept-Language, 'en, de', ' en ,   de'",
        "Accept-Encoding, 'gzip, BR', 'GZIP,br'"
    })
    void normalisation(String name, String stored, String presented) {
        assertTrue(matches(key(name, name, stored), name, presented));
    }

    @Test
    @DisplayName("§4.1: several lines with a name are one value")
    void linesAreCombined() {
        assertTrue(matches(key("Foo", "Foo", "1, 2"), "Foo", "1", "Foo", "2"));
    }

    @ParameterizedTest
    @CsvSource({
        "Foo, a, A",
        "Foo, '1,2', '2,1'",
        "Foo, '\"a, b\"', '\"a,b\"'",
        "Cookie, 'a=1, b', 'a=1,b'",
        "Accept-Language, 'en, de', 'de, en'"
    })
    void whatMayDifferInMeaningIsKeptApart(String name, String stored, String presented) {
        assertFalse(matches(key(name, name, stored), name, presented));
    }

    @Test
    void longValuesAreKeptAsHash() {
        String longValue = "x".repeat(10_000);
        VaryKey key = key("Foo", "Foo", longValue);
        assertTrue(key.values().getFirst().length() < 100);
        assertTrue(matches(key, "Foo", longValue));
        assertFalse(matches(key, "Foo", longValue + "y"));
    }

    @Test
    void tooManyNamesAreNotUsable() {
        assertTrue(VaryKey.isUsable(Fields.of("Vary", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p")));
        assertFalse(VaryKey.isUsable(Fields.of("Vary", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q")));
    }

    private static Variant variant(String foo, long id, long storedAt) {
        return new Variant(key("Foo", "Foo", foo), id, storedAt);
    }

    private static VariantSet set(Variant... variants) {
        VariantSet set = VariantSet.EMPTY;
        for (Variant variant : variants) {
            set = set.with(variant).set();
        }
        return set;
    }

    private static @Nullable Long matchId(VariantSet set, String... fields) {
        Variant match = set.match(Fields.of(fields));
        return match == null ? null : match.variantId();
    }

    @Test
    void severalVariantsAreKept() {
        VariantSet set = set(variant("1", 10, 1), variant("2", 20, 2));
        assertEquals(10, matchId(set, "Foo", "1"));
        assertEquals(20, matchId(set, "Foo", "2"));
        assertNull(matchId(set, "Foo", "3"));
        assertNull(matchId(VariantSet.EMPTY, "Foo", "3"));
    }

    @Test
    @DisplayName("§4.1: of several that match, the most recent one")
    void theMostRecentMatchWins() {
        VariantSet set =
                set(
                        variant("1", 10, 5),
                        new Variant(VaryKey.ANY, 30, 9),
                        new Variant(key("Bar"), 20, 7));
        assertEquals(30, matchId(set, "Foo", "1"));
        assertEquals(20, matchId(set.without(30), "Foo", "1"));
        assertEquals(10, matchId(set.without(30).without(20), "Foo", "1"));
    }

    @Test
    void theSameKeyOrIdIsReplacedAndReported() {
        Variant old = variant("1", 10, 1);
        Addition sameKey = set(old).with(variant("1", 11, 2));
        assertEquals(List.of(old), sameKey.dropped());
        assertEquals(1, sameKey.set().variants().size());
        assertEquals(List.of(old), set(old).with(variant("2", 10, 2)).dropped());
    }

    @Test
    void theOldestOfTooManyIsDroppedAndReported() {
        VariantSet full = VariantSet.EMPTY;
        for (int i = 0; i < VariantSet.MAX_VARIANTS; i++) {
            Addition addition = full.with(variant("v" + i, i, i));
            assertEquals(List.of(), addition.dropped());
            full = addition.set();
        }
        Addition over = full.with(variant("new", 99, 99));
        assertEquals(List.of(variant("v0", 0, 0)), over.dropped());
        assertEquals(VariantSet.MAX_VARIANTS, over.set().variants().size());
    }

    @Test
    void encodingGivesBackTheSame() {
        VariantSet set =
                set(
                        variant("1", -10, 1),
                        new Variant(VaryKey.ANY, Long.MAX_VALUE, Long.MIN_VALUE),
                        new Variant(key("A, B", "A", "\u00fc"), 3, 3));
        assertEquals(new Valid(set), VariantSet.decode(set.encode()));
        assertEquals(new Valid(VariantSet.EMPTY), VariantSet.decode(VariantSet.EMPTY.encode()));
        assertNotEquals(set, VariantSet.EMPTY);
    }

    @Test
    void corruptedBytesAreReported() {
        byte[] good = set(variant("1", 10, 1)).encode();
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x40;
            assertInstanceOf(Corrupt.class, VariantSet.decode(bad));
            byte[] cut = Arrays.copyOf(good, i);
            assertInstanceOf(Corrupt.class, VariantSet.decode(cut));
        }
        assertInstanceOf(Corrupt.class, VariantSet.decode(new byte[100]));
    }
}

package io.neurocache.predict.next;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KeysTest {
    @Test
    void aReferenceToAKeyThatWentIsRecognised() {
        Keys keys = new Keys(8, 0);
        int first = keys.reference(keys.admit("/first", Kind.PAGE));
        assertEquals("/first", keys.name(keys.slot(first)));
        for (int i = 0; i < 1_000; i++) {
            keys.count(keys.admit("/" + i, Kind.PAGE));
        }
        assertEquals(-1, keys.slot(first));
        assertEquals(-1, keys.slot(Keys.NONE));
    }

    @Test
    void theLeastPopularMakesRoom() {
        Keys keys = new Keys(8, 0);
        for (int i = 0; i < 8; i++) {
            int slot = keys.admit("/" + i, Kind.PAGE);
            for (int count = 0; count <= i; count++) {
                keys.count(slot);
            }
        }
        int reference = keys.reference(keys.admit("/0", Kind.PAGE));
        keys.admit("/new", Kind.PAGE);
        assertEquals(-1, keys.slot(reference));
    }

    @Test
    void emptySlotsAreUsedBeforeAnythingGoes() {
        Keys keys = new Keys(8, 0);
        int[] references = new int[8];
        for (int i = 0; i < 8; i++) {
            references[i] = keys.reference(keys.admit("/" + i, Kind.PAGE));
        }
        for (int reference : references) {
            assertNotEquals(-1, keys.slot(reference));
        }
    }

    @Test
    void popularityFadesAndStaysAShareThroughRescaling() {
        Keys keys = new Keys(8, 0);
        int before = keys.admit("/before", Kind.PAGE);
        int now = keys.admit("/now", Kind.PAGE);
        for (int i = 0; i < 1_000; i++) {
            keys.count(before);
        }
        for (int i = 0; i < 300_000; i++) {
            keys.count(now);
        }
        assertTrue(keys.popularity(now) > .99 && keys.popularity(now) <= 1.001);
        assertTrue(keys.popularity(before) < .001);
        assertEquals(300_000, keys.age(before));
    }

    @Test
    void theDirectoryEndsAtTheLastSlashBeforeAQuery() {
        Keys keys = new Keys(64, 0);
        int directory = keys.directory(keys.admit("/a/b", Kind.PAGE));
        assertEquals(directory, keys.directory(keys.admit("/a/c?x=/y/z", Kind.PAGE)));
        assertNotEquals(directory, keys.directory(keys.admit("/b/c", Kind.PAGE)));
        assertNotEquals(directory, keys.directory(keys.admit("nothing", Kind.PAGE)));
    }

    @Test
    void theKindMayChangeAndNothingElseDoes() {
        Keys keys = new Keys(8, 0);
        int slot = keys.admit("/a/b", Kind.PAGE);
        int reference = keys.reference(slot);
        int directory = keys.directory(slot);
        keys.setKind(slot, Kind.OTHER);
        assertEquals(Kind.OTHER.number, keys.kind(slot));
        assertEquals(slot, keys.slot(reference));
        assertEquals(directory, keys.directory(slot));
    }

    @Test
    void aKeyThatNobodyAskedForIsOld() {
        Keys keys = new Keys(8, 0);
        int slot = keys.admit("/a", Kind.PAGE);
        assertEquals(Integer.MAX_VALUE, keys.age(slot));
        keys.count(slot);
        assertEquals(0, keys.age(slot));
    }
}

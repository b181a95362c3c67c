package io.neurocache.edge.coherence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The numbers lie in slabs: whoever changes one orphans every tag of every stored object. */
class NamesTest {
    @Test
    void theNumbersOfTagsNeverChange() {
        assertEquals(0xf52a15e9a9b5e89bL, Names.tag(""));
        assertEquals(0xd0137a57d0ef408fL, Names.tag("a"));
        assertEquals(0x9198e60535d1c95cL, Names.tag("release-7"));
        assertEquals(0xb45b14a28c43db11L, Names.tag("\u00fc\u20ac"));
    }

    @Test
    void theNumbersOfKeysNeverChange() {
        assertEquals(0xe9d327596b869820L, Names.key(""));
        assertEquals(0xb0a9dc4c6b0cce11L, Names.key("a"));
        assertEquals(0x15b82de6c78dca6aL, Names.key("img/a.png"));
    }

    @Test
    void aTagAndAKeyOfTheSameLettersDiffer() {
        assertNotEquals(Names.tag("a"), Names.key("a"));
    }

    @Test
    void tagsKeepTheirOrder() {
        assertArrayEquals(
                new long[] {Names.tag("b"), Names.tag("a")}, Names.tags(List.of("b", "a")));
    }
}

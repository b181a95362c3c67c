package io.neurocache.edge.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CacheTagTest {

    @Test
    void tagsAreSeparatedByCommas() {
        CacheTag.Tags tags = CacheTag.of(Fields.of("Cache-Tag", "a, b c ,,a", "cache-tag", "d"));
        assertEquals(new CacheTag.Tags(List.of("a", "b c", "d"), 0), tags);
    }

    @Test
    void surrogateKeysAreSeparatedByWhiteSpace() {
        CacheTag.Tags tags =
                CacheTag.of(Fields.of("Surrogate-Key", " a  b,c\td ", "Cache-Tag", "e"));
        assertEquals(List.of("e", "a", "b,c", "d"), tags.tags());
    }

    @Test
    void tagsThatAreTooLongOrOddAreDroppedAndCounted() {
        String longest = "x".repeat(CacheTag.MAX_TAG_CHARS);
        CacheTag.Tags tags =
                CacheTag.of(Fields.of("Cache-Tag", longest + "," + longest + "y,\u00fc,ok"));
        assertEquals(new CacheTag.Tags(List.of(longest, "ok"), 2), tags);
    }

    @Test
    void theNumberOfTagsIsBounded() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < CacheTag.MAX_TAGS + 5; i++) {
            many.append('t').append(i).append(' ');
        }
        CacheTag.Tags tags = CacheTag.of(Fields.of("Surrogate-Key", many.toString()));
        assertEquals(CacheTag.MAX_TAGS, tags.tags().size());
        assertEquals(5, tags.dropped());
    }

    @Test
    void withoutFieldsThereAreNone() {
        assertEquals(new CacheTag.Tags(List.of(), 0), CacheTag.of(Fields.EMPTY));
    }
}

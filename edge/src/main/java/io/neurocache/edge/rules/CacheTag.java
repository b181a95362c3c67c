package io.neurocache.edge.rules;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the tags by which a response can be purged: Cache-Tag, separated by commas, and
 * Surrogate-Key, separated by white space. Stateless: safe from any thread; nothing here throws on
 * input.
 */
public final class CacheTag {

    /** The most tags of one response. */
    public static final int MAX_TAGS = 128;

    /** The longest tag. */
    public static final int MAX_TAG_CHARS = 256;

    private CacheTag() {}

    /**
     * The tags of a response.
     *
     * @param tags in order, without duplicates
     * @param dropped how many were too long, had odd characters, or came after the last that fits
     */
    public record Tags(List<String> tags, int dropped) {
        /** Copies the list. */
        public Tags {
            tags = List.copyOf(tags);
        }
    }

    /** Returns the tags of a response. */
    public static Tags of(Fields fields) {
        Reader reader = new Reader();
        for (String line : fields.all("Cache-Tag")) {
            forEach(line, ',', tag -> reader.take(Tokens.trim(tag)));
        }
        for (String line : fields.all("Surrogate-Key")) {
            forEach(line.replace('\t', ' '), ' ', reader::take);
        }
        return new Tags(List.copyOf(reader.tags), reader.dropped);
    }

    private static void forEach(String line, char separator, Consumer<String> visitor) {
        int from = 0;
        while (from <= line.length()) {
            int next = line.indexOf(separator, from);
            int to = next < 0 ? line.length() : next;
            visitor.accept(line.substring(from, to));
            from = to + 1;
        }
    }

    /** Collects tags. Confined to one call. */
    private static final class Reader {
        private final Set<String> tags = new LinkedHashSet<>();
        private int dropped;

        void take(String tag) {
            if (tag.isEmpty() || tags.contains(tag)) {
                return;
            }
            if (tags.size() < MAX_TAGS && isValid(tag)) {
                tags.add(tag);
            } else {
                dropped++;
            }
        }

        private static boolean isValid(String tag) {
            return tag.length() <= MAX_TAG_CHARS
                    && tag.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        }
    }
}

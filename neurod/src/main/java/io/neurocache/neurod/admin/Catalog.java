package io.neurocache.neurod.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.neurocache.edge.insight.Insight;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.CacheEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster knows of cached objects, for the dashboard: single ones, and those that were
 * asked for most. Answers come on Raft's loop. Safe from any thread.
 */
final class Catalog {
    private static final JsonFactory JSON = new JsonFactory();

    /** Looked at in one turn of Raft's loop. */
    private static final int PAGE = 1_000;

    /** Looked at for one answer; of more objects the rest is left out, and that is said. */
    private static final int MOST_LOOKED_AT = 100_000;

    private static final long MILLIS_A_SECOND = 1_000;

    /** Of one object: with as many edges and entries as there may be, no sum overflows. */
    private static final long MOST_BYTES = 1L << 40;

    private static final Comparator<CacheEntry> LEAST_USED =
            Comparator.comparingLong(CacheEntry::accessCount);

    private final Source source;

    /** Where entries come from. */
    interface Source {
        /** Entries behind a key, in the order of keys; answered once. */
        void list(Bytes after, int limit, Consumer<List<CacheEntry>> answer);

        /** The entries of those keys that are known; answered once. */
        void locate(List<Bytes> keys, Consumer<List<CacheEntry>> answer);
    }

    Catalog(Source source) {
        this.source = source;
    }

    /** Finds the objects asked for most, and gives them as JSON. */
    void top(int limit, Consumer<byte[]> answer) {
        new Search(limit, answer).next(Bytes.EMPTY);
    }

    /** Goes through the entries page by page, and keeps the best. */
    private final class Search {
        private final int limit;
        private final Consumer<byte[]> answer;
        private final PriorityQueue<CacheEntry> best = new PriorityQueue<>(LEAST_USED);
        private int lookedAt;

        Search(int limit, Consumer<byte[]> answer) {
            this.limit = limit;
            this.answer = answer;
        }

        void next(Bytes after) {
            source.list(after, PAGE, this::page);
        }

        private void page(List<CacheEntry> entries) {
            for (CacheEntry entry : entries) {
                best.add(entry);
                if (best.size() > limit) {
                    best.poll();
                }
            }
            lookedAt += entries.size();
            boolean isEnd = entries.size() < PAGE;
            if (isEnd || lookedAt >= MOST_LOOKED_AT) {
                List<CacheEntry> found = new ArrayList<>(best);
                found.sort(LEAST_USED.reversed());
                answer.accept(render(found, isEnd));
            } else {
                next(entries.getLast().key());
            }
        }
    }

    /** Counts what a purge of one key would remove, and gives that as JSON. */
    void countKey(String name, Consumer<byte[]> answer) {
        source.locate(
                List.of(Bytes.utf8(key(name))),
                found -> {
                    Count count = new Count();
                    found.forEach(count::add);
                    answer.accept(count.render(true));
                });
    }

    /** Counts what a purge of a prefix would remove, and gives that as JSON. */
    void countPrefix(String prefix, Consumer<byte[]> answer) {
        Bytes start = Bytes.utf8(key(prefix));
        CountOfPrefix counting = new CountOfPrefix(start, answer);
        // A list begins behind a key: the one that is the prefix itself is not in it.
        source.locate(List.of(start), counting::begin);
    }

    /** Adds up what edges hold. */
    private static final class Count {
        private final SortedSet<Integer> edges = new TreeSet<>();
        private long objects;
        private long bytes;

        void add(CacheEntry entry) {
            int[] holders = entry.edges();
            if (holders.length == 0) {
                return;
            }
            objects++;
            // A member may have said any number.
            bytes += Math.min(entry.object().size(), MOST_BYTES) * holders.length;
            for (int edge : holders) {
                edges.add(edge);
            }
        }

        byte[] render(boolean isComplete) {
            return json(out -> {
                out.writeNumberField("objects", objects);
                out.writeNumberField("bytes", bytes);
                out.writeArrayFieldStart("edges");
                for (int edge : edges) {
                    out.writeNumber(edge);
                }
                out.writeEndArray();
                out.writeBooleanField("complete", isComplete);
            });
        }
    }

    /** Goes through the entries from a prefix on, page by page, and stops behind it. */
    private final class CountOfPrefix {
        private final Bytes prefix;
        private final Consumer<byte[]> answer;
        private final Count count = new Count();
        private int lookedAt;

        CountOfPrefix(Bytes prefix, Consumer<byte[]> answer) {
            this.prefix = prefix;
            this.answer = answer;
        }

        void begin(List<CacheEntry> same) {
            same.forEach(count::add);
            source.list(prefix, PAGE, this::page);
        }

        private void page(List<CacheEntry> entries) {
            boolean isEnd = entries.size() < PAGE;
            for (CacheEntry entry : entries) {
                if (!startsWith(entry.key(), prefix)) {
                    isEnd = true;
                    break;
                }
                count.add(entry);
            }
            lookedAt += entries.size();
            if (isEnd || lookedAt >= MOST_LOOKED_AT) {
                answer.accept(count.render(isEnd));
            } else {
                source.list(entries.getLast().key(), PAGE, this::page);
            }
        }
    }

    private static boolean startsWith(Bytes key, Bytes prefix) {
        int length = prefix.length();
        return key.length() >= length
                && Arrays.equals(
                        key.backing(),
                        key.offset(),
                        key.offset() + length,
                        prefix.backing(),
                        prefix.offset(),
                        prefix.offset() + length);
    }

    private static byte[] render(List<CacheEntry> entries, boolean isComplete) {
        return json(out -> {
            out.writeArrayFieldStart("objects");
            for (CacheEntry entry : entries) {
                out.writeStartObject();
                entry(out, entry);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeBooleanField("complete", isComplete);
        });
    }

    /**
     * Finds one object, and gives it as JSON; with an empty array where nobody knows of it.
     *
     * @param name the key as it is fetched: with two slashes before those of sites
     */
    void object(String name, Insight insight, Consumer<byte[]> answer) {
        String key = key(name);
        source.locate(
                List.of(Bytes.utf8(key)),
                found -> {
                    Insight.Kept here = insight.kept(name);
                    boolean isNowhere = found.isEmpty() && here == null;
                    answer.accept(isNowhere ? new byte[0] : render(key, found, here));
                });
    }

    /** As the catalog has it: without the slashes that a site's key is fetched with. */
    private static String key(String name) {
        return name.startsWith("//") ? name.substring(2) : name;
    }

    private static byte[] render(String key, List<CacheEntry> found, Insight.@Nullable Kept here) {
        return json(out -> {
            if (found.isEmpty()) {
                out.writeStringField("key", key);
            } else {
                entry(out, found.getFirst());
            }
            if (here == null) {
                out.writeNullField("here");
                return;
            }
            out.writeObjectFieldStart("here");
            out.writeBooleanField("fresh", here.isFresh());
            out.writeNumberField("stored", here.storedAtMillis());
            out.writeNumberField("bytes", here.bytes());
            out.writeEndObject();
        });
    }

    private static void entry(JsonGenerator out, CacheEntry entry) throws IOException {
        Bytes key = entry.key();
        out.writeStringField("key", new String(key.backing(), key.offset(), key.length(), UTF_8));
        out.writeNumberField("size", entry.object().size());
        out.writeNumberField("requests", entry.accessCount());
        // A member may have said any number: this runs on Raft's loop, and must not fail there.
        long expires = Math.min(entry.object().expires(), Long.MAX_VALUE / MILLIS_A_SECOND);
        out.writeNumberField("expires_ms", expires * MILLIS_A_SECOND);
        out.writeStringField("sha256", HexFormat.of().formatHex(entry.object().hash().array()));
        out.writeArrayFieldStart("edges");
        for (int edge : entry.edges()) {
            out.writeNumber(edge);
        }
        out.writeEndArray();
    }

    /** Writes members of an object. */
    private interface Writing {
        void to(JsonGenerator out) throws IOException;
    }

    private static byte[] json(Writing members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            members.to(out);
            out.writeEndObject();
        } catch (IOException e) {
            // The stream is memory: it cannot fail.
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}

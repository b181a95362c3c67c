package io.neurocache.predict.next.feed;

import io.neurocache.predict.next.Kind;
import io.neurocache.predict.next.preload.Shelf;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What answers have said of objects, of the {@value #CAPACITY} asked for last. One thread. */
final class KnownObjects {
    static final int CAPACITY = 16_384;

    private final Map<String, Known> byKey =
            new LinkedHashMap<>(1_024, .75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
                    return size() > CAPACITY;
                }
            };

    /** One object. */
    static final class Known {
        /** Bytes, or {@link Shelf#UNKNOWN} or {@link Shelf#NOT_STORED}. */
        long bytes = Shelf.UNKNOWN;

        /** For how long it is fresh when it is new; 0 while that is not known. */
        int lifetimeSeconds;

        /** Hits since it was last new. */
        int hits;

        /** Whether it is being fetched anew before its time. */
        boolean isRefreshed;

        /** Who got it while it was being fetched, of whom it is known. */
        @Nullable Long firstClient;

        /** By its Content-Type, or by its key. */
        Kind kind;

        private Known(Kind kind) {
            this.kind = kind;
        }
    }

    /** What is known of a key, which is known from now on. */
    Known of(String key) {
        Known known = byKey.get(key);
        if (known == null) {
            known = new Known(Kind.ofKey(key));
            byKey.put(key, known);
        }
        return known;
    }

    /** The same; null where nothing is known. */
    @Nullable Known find(String key) {
        return byKey.get(key);
    }

    long expectedBytes(String key) {
        Known known = byKey.get(key);
        return known == null ? Shelf.UNKNOWN : known.bytes;
    }
}

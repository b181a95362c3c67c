package io.neurocache.predict.trace;

import io.neurocache.slab.Check;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects the requests of a trace, one after the other. Confined to one thread. */
public final class TraceBuilder {
    /** The size of an object that a request does not tell. */
    public static final long NO_SIZE = -1;

    final String name;
    final Dictionary keys = new Dictionary();
    final Dictionary clients = new Dictionary();

    long[] time = new long[1 << 10];
    int[] client = new int[1 << 10];
    int[] key = new int[1 << 10];
    int requests;

    /** By key: the largest size seen; until the trace is built plus 1, so that 0 is none. */
    long[] sizes = new long[1 << 8];

    boolean sized;
    long skippedLines;
    long badLines;

    /** Begins a trace under a name. */
    public TraceBuilder(String name) {
        this.name = name;
    }

    /**
     * Adds a request.
     *
     * @param atTime seconds, or {@link Trace#NO_TIME}
     * @param byClient who asked; empty when that is not known
     * @param forKey what was asked for
     * @param bytes how large it is, or {@link #NO_SIZE}
     */
    public void add(long atTime, String byClient, String forKey, long bytes) {
        byte[] clientBytes = byClient.getBytes(StandardCharsets.UTF_8);
        byte[] keyBytes = forKey.getBytes(StandardCharsets.UTF_8);
        int clientNumber =
                clientBytes.length == 0
                        ? Trace.NO_CLIENT
                        : clients.number(clientBytes, 0, clientBytes.length);
        add(atTime, clientNumber, keys.number(keyBytes, 0, keyBytes.length), bytes);
    }

    /** Adds a request by a client and for a key that the dictionaries have numbered. */
    void add(long atTime, int byClient, int forKey, long bytes) {
        Check.argument(bytes >= NO_SIZE && bytes < Long.MAX_VALUE, "not a size", bytes);
        if (requests == key.length) {
            time = Arrays.copyOf(time, requests * 2);
            client = Arrays.copyOf(client, requests * 2);
            key = Arrays.copyOf(key, requests * 2);
        }
        if (forKey >= sizes.length) {
            sizes = Arrays.copyOf(sizes, Math.max(forKey + 1, sizes.length * 2));
        }
        time[requests] = atTime;
        client[requests] = byClient;
        key[requests] = forKey;
        requests++;
        sizes[forKey] = Math.max(sizes[forKey], bytes + 1);
        sized |= bytes != NO_SIZE;
    }

    /** The trace; the builder is used up. */
    public Trace build() {
        sizes = Arrays.copyOf(sizes, keys.size());
        long known = 0;
        double sum = 0;
        for (long size : sizes) {
            known += size > 0 ? 1 : 0;
            sum += size > 0 ? size - 1 : 0;
        }
        // What a log never saw the body of, only answers of 304, is as large as the others are.
        long unknown = known == 0 ? 1 : Math.max(1, Math.round(sum / known));
        for (int each = 0; each < sizes.length; each++) {
            sizes[each] = sizes[each] == 0 ? unknown : Math.max(1, sizes[each] - 1);
        }
        return new Trace(this);
    }
}

package io.neurocache.predict.next;

import java.util.Arrays;

/**
 * What is remembered of one client.
 *
 * <p>Of the key histories the latest entry is the first. Reused for another client when room is
 * needed. Confined to one thread.
 */
final class Session {
    /** How many of the last keys and distinct pages are remembered. */
    static final int KEYS = 8;

    static final int PAGES = 5;

    /** The longest gap, in seconds, between two requests of one session. */
    static final long MAX_GAP_SECONDS = 1_800;

    private static final int MAX_VISITS = 4095;
    private static final int SERIALS = 64;

    final int index;
    final int[] keys = new int[KEYS];
    final long[] hashes = new long[KEYS];
    final int[] pages = new int[PAGES];
    final long[] pageHashes = new long[PAGES];

    /** A hash of the client, and the number of its session, 0 to 63. */
    long client;

    int serial;

    long lastSeconds;
    int length;
    int pageCount;

    /**
     * The sum of the hashes of what was asked for since the page, and how many requests that is.
     */
    long resourceSet;

    int resources;

    /** The number of the visit to a page within the session, from 0. */
    int visit;

    /** Counts requests, so that a ranking can tell whether it is the latest. */
    int requests;

    private float resourcesPerPage;

    Session(int index) {
        this.index = index;
    }

    /**
     * Goes to another client. Serials go on: what {@link Asked} still has of it is not this one.
     */
    void begin(long newClient) {
        client = newClient;
        resourcesPerPage = -1;
        cut();
    }

    /** Ends the session and begins another one of the same client. */
    void cut() {
        serial = (serial + 1) % SERIALS;
        length = 0;
        pageCount = 0;
        resourceSet = 0;
        resources = 0;
        visit = 0;
        Arrays.fill(keys, Keys.NONE);
        Arrays.fill(pages, Keys.NONE);
    }

    boolean isContinuedAt(long seconds) {
        return length > 0 && seconds - lastSeconds <= MAX_GAP_SECONDS;
    }

    /** Takes note of a request in this session. */
    void append(int reference, long hash, boolean isPage, long seconds) {
        lastSeconds = seconds;
        requests++;
        shift(keys, hashes, KEYS - 1, reference, hash);
        length = Math.min(length + 1, KEYS);
        if (isPage) {
            beginVisit(reference, hash);
        } else {
            resourceSet += hash;
            resources++;
        }
    }

    private void beginVisit(int reference, long hash) {
        if (pageCount > 0) {
            resourcesPerPage =
                    resourcesPerPage < 0 ? resources : .7f * resourcesPerPage + .3f * resources;
        }
        int at = 0;
        while (at < pageCount && pages[at] != reference) {
            at++;
        }
        shift(pages, pageHashes, Math.min(at, PAGES - 1), reference, hash);
        pageCount = at == pageCount ? Math.min(pageCount + 1, PAGES) : pageCount;
        resourceSet = 0;
        resources = 0;
        visit = Math.min(visit + 1, MAX_VISITS);
    }

    private static void shift(int[] keys, long[] hashes, int count, int reference, long hash) {
        System.arraycopy(keys, 0, keys, 1, count);
        System.arraycopy(hashes, 0, hashes, 1, count);
        keys[0] = reference;
        hashes[0] = hash;
    }

    /** 0: not known, 1: hardly any (a text browser, a robot), 2: some, 3: many. */
    int resourcesPerPageClass() {
        float mean = resourcesPerPage;
        return mean < 0 ? 0 : mean < .5f ? 1 : mean < 3 ? 2 : 3;
    }
}

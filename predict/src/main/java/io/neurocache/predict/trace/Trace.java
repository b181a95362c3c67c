package io.neurocache.predict.trace;

/**
 * A sequence of requests in columns: when, by whom, for what.
 *
 * <p>Keys and clients are numbered by first appearance. An object has one size throughout, the
 * largest that was seen; it is 1 where the source has no sizes, and the mean of the others where it
 * has none for this one.
 *
 * <p>Immutable: safe from any thread.
 */
public final class Trace {
    /** The time of a request whose source has no clock. */
    public static final long NO_TIME = Long.MIN_VALUE;

    /** The client of a request whose source does not say. */
    public static final int NO_CLIENT = -1;

    private final String name;
    private final TraceBuilder columns;
    private final long footprint;

    /** Takes over what the builder holds; nothing is added to it any more. */
    Trace(TraceBuilder columns) {
        this.name = columns.name;
        this.columns = columns;
        long sum = 0;
        for (int key = 0; key < keys(); key++) {
            sum += size(key);
        }
        this.footprint = sum;
    }

    /** What the trace is called in reports: the file's name without its endings. */
    public String name() {
        return name;
    }

    /** How many requests there are. */
    public int requests() {
        return columns.requests;
    }

    /** How many different keys are asked for. */
    public int keys() {
        return columns.keys.size();
    }

    /** How many different clients ask. */
    public int clients() {
        return columns.clients.size();
    }

    /** Seconds since the epoch, or the source's own tick, or {@link #NO_TIME}. */
    public long time(int request) {
        return columns.time[request];
    }

    /** Who asked: a number below {@link #clients}, or {@link #NO_CLIENT}. */
    public int client(int request) {
        return columns.client[request];
    }

    /** What was asked for: a number below {@link #keys}. */
    public int key(int request) {
        return columns.key[request];
    }

    /** The size of a key's object in bytes, at least 1. */
    public long size(int key) {
        return columns.sizes[key];
    }

    /** Whether the source says how large its objects are. */
    public boolean sized() {
        return columns.sized;
    }

    /** The bytes of all objects together; the number of keys where there are no sizes. */
    public long footprint() {
        return footprint;
    }

    /** The key with a number, as it stands in the source. */
    public String keyName(int key) {
        return columns.keys.name(key);
    }

    /** A hash of the key with a number, well mixed, the same in every run. */
    public long keyHash(int key) {
        return columns.keys.hash(key);
    }

    /** The client with a number, as it stands in the source. */
    public String clientName(int client) {
        return columns.clients.name(client);
    }

    /** Lines of the source that tell of no cacheable request, such as a POST or a 404. */
    public long skippedLines() {
        return columns.skippedLines;
    }

    /** Lines of the source that are not understood; only access logs may have some. */
    public long badLines() {
        return columns.badLines;
    }
}

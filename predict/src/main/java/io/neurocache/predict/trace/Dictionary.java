package io.neurocache.predict.trace;

import io.neurocache.slab.Check;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Numbers byte strings by first appearance: 0, 1, 2, ...
 *
 * <p>All of them lie end to end in one array, found by open addressing, so that a million keys cost
 * their bytes and 24 more each. Confined to one thread while it grows.
 */
final class Dictionary {
    private byte[] pool = new byte[1 << 12];
    private int[] ends = new int[64];
    private long[] hashes = new long[64];

    /** Number + 1 of the string in a slot, 0 where the slot is empty; at most half full. */
    private int[] slots = new int[128];

    private int size;

    /** How many different strings there are. */
    int size() {
        return size;
    }

    /** The number of a string, which is a new one when it was not seen before. */
    int number(byte[] from, int offset, int length) {
        long hash = hash(from, offset, length);
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        for (; slots[slot] != 0; slot = (slot + 1) & mask) {
            int number = slots[slot] - 1;
            if (hashes[number] == hash && equal(number, from, offset, length)) {
                return number;
            }
        }
        append(from, offset, length, hash);
        slots[slot] = size;
        if (size * 2 > slots.length) {
            rehash();
        }
        return size - 1;
    }

    /** The string with a number. */
    String name(int number) {
        int start = start(number);
        return new String(pool, start, ends[number] - start, StandardCharsets.UTF_8);
    }

    /** The hash of the string with a number, the same in every run. */
    long hash(int number) {
        return hashes[number];
    }

    private int start(int number) {
        return number == 0 ? 0 : ends[number - 1];
    }

    private boolean equal(int number, byte[] from, int offset, int length) {
        return Arrays.equals(pool, start(number), ends[number], from, offset, offset + length);
    }

    private void append(byte[] from, int offset, int length, long hash) {
        int start = size == 0 ? 0 : ends[size - 1];
        Check.argument(
                start <= Integer.MAX_VALUE - 64 - length,
                "too many bytes of keys, starting",
                start);
        if (start + length > pool.length) {
            long twice = Math.max(2L * pool.length, start + (long) length);
            pool = Arrays.copyOf(pool, (int) Math.min(twice, Integer.MAX_VALUE - 64));
        }
        System.arraycopy(from, offset, pool, start, length);
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        ends[size] = start + length;
        hashes[size] = hash;
        size++;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        int mask = slots.length - 1;
        for (int number = 0; number < size; number++) {
            int slot = (int) hashes[number] & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = number + 1;
        }
    }

    /** FNV-1a with the finish of SplitMix64, since its low bits pick the slot. */
    private static long hash(byte[] from, int offset, int length) {
        long hash = 0xCBF29CE484222325L;
        for (int i = offset; i < offset + length; i++) {
            hash = (hash ^ (from[i] & 0xFF)) * 0x100000001B3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
        return hash ^ (hash >>> 31);
    }
}

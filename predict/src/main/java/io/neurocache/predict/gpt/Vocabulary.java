package io.neurocache.predict.gpt;

import io.neurocache.predict.next.Kind;
import io.neurocache.slab.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which key each slot of a model stands for, and the rows that a request sums.
 *
 * <p>It is open: a key without a slot shares a bucket, and still has the rows of its path. It goes
 * with its model, in one file, so that a slot never means two things. Immutable: safe from any
 * thread.
 */
public final class Vocabulary {
    /** A key that is longer has no slot. */
    public static final int MAX_KEY_CHARS = 2_048;

    private final GptShape shape;
    private final long seed;
    private final List<Slot> slots;
    private final Map<String, Integer> slotOfKey;
    private final Kind[] kinds;

    /**
     * What a slot stands for.
     *
     * @param key the key
     * @param generation how many keys the slot stood for before this one
     */
    public record Slot(String key, int generation) {
        /** Checks the ranges. */
        public Slot {
            Check.argument(key.length() <= MAX_KEY_CHARS, "key too long", key.length());
            Check.argument(generation >= 0, "negative generation", generation);
        }
    }

    /**
     * @param seed of the hashes of keys and paths
     * @param slots of different keys, at most as many as the shape has; the rest are empty
     */
    public Vocabulary(GptShape shape, long seed, List<Slot> slots) {
        Check.argument(slots.size() <= shape.slots(), "more keys than slots", slots.size());
        this.shape = shape;
        this.seed = seed;
        this.slots = List.copyOf(slots);
        this.slotOfKey = HashMap.newHashMap(slots.size());
        this.kinds = slots.stream().map(slot -> Kind.ofKey(slot.key())).toArray(Kind[]::new);
        for (int slot = 0; slot < slots.size(); slot++) {
            Integer other = slotOfKey.put(slots.get(slot).key(), slot);
            Check.argument(other == null, "two slots of one key", slot);
        }
    }

    /**
     * The vocabulary of a model that is trained on: keys that stay hot keep their slots, the others
     * give theirs to new ones, in the next generation. New and empty slots are filled first.
     *
     * @param hottest at most as many keys as there will be slots; if fewer, some that are not hot
     *     stay
     * @param slotCount how many slots there will be, at least as many as there are
     */
    public Vocabulary refreshed(List<String> hottest, int slotCount) {
        Check.argument(slotCount >= shape.slots(), "slots cannot be taken away", slotCount);
        Check.argument(hottest.size() <= slotCount, "more keys than slots", hottest.size());
        List<String> newcomers = new ArrayList<>();
        Map<String, Boolean> hot = new HashMap<>();
        for (String key : hottest) {
            if (hot.put(key, true) == null && !slotOfKey.containsKey(key)) {
                newcomers.add(key);
            }
        }
        List<Slot> refreshed = new ArrayList<>(slots);
        int next = 0;
        while (next < newcomers.size() && refreshed.size() < slotCount) {
            refreshed.add(new Slot(newcomers.get(next++), 0));
        }
        for (int slot = 0; slot < slots.size() && next < newcomers.size(); slot++) {
            Slot old = refreshed.get(slot);
            if (!hot.containsKey(old.key())) {
                refreshed.set(slot, new Slot(newcomers.get(next++), old.generation() + 1));
            }
        }
        return new Vocabulary(shape.withSlots(slotCount), seed, refreshed);
    }

    /** The sizes of its model. */
    public GptShape shape() {
        return shape;
    }

    /** The seed of its hashes. */
    public long seed() {
        return seed;
    }

    /** What each slot stands for. */
    public List<Slot> slots() {
        return slots;
    }

    /** The kind of thing that a filled slot's key names, by the key alone. */
    Kind kind(int slot) {
        return kinds[slot];
    }

    /** The outcome that a key is: its slot, or the last one, "a key without a slot". */
    public int outcome(String key) {
        return slotOfKey.getOrDefault(key, shape.slots());
    }

    /**
     * The rows that a request sums.
     *
     * @param to gets {@link GptShape#ROWS_PER_TOKEN} numbers
     * @param gapSeconds since the client's last request, or -1 when it is the session's first
     */
    public void rows(String key, Kind kind, long gapSeconds, long[] to, int first) {
        int own = slotOfKey.getOrDefault(key, -1);
        to[first] = own >= 0 ? own : shape.slots() + bucket(KeyPath.hash(key, seed));
        paths(key, to, first + 1);
        int gap = gapClass(gapSeconds);
        to[first + 4] =
                shape.slots()
                        + shape.buckets()
                        + shape.features()
                        + (long) number(kind) * GptShape.GAPS
                        + gap;
    }

    private void paths(String key, long[] to, int first) {
        long base = (long) shape.slots() + shape.buckets();
        to[first] = base + Math.floorMod(KeyPath.directory(key, seed), shape.features());
        to[first + 1] = base + Math.floorMod(KeyPath.top(key, seed), shape.features());
        to[first + 2] = base + Math.floorMod(KeyPath.pattern(key, seed), shape.features());
    }

    private int bucket(long hash) {
        return Math.floorMod(hash, shape.buckets());
    }

    /** The rows of each slot's output: its own and those of its path. */
    public long[][] rowsOfSlots() {
        long[][] rows = new long[shape.slots()][GptShape.ROWS_PER_TOKEN - 1];
        for (int slot = 0; slot < rows.length; slot++) {
            rows[slot][0] = slot;
            paths(slot < slots.size() ? slots.get(slot).key() : "", rows[slot], 1);
        }
        return rows;
    }

    /** The numbers stand in trained models: they never change. */
    private static int number(Kind kind) {
        return switch (kind) {
            case PAGE -> 0;
            case RESOURCE -> 1;
            case OTHER -> 2;
        };
    }

    private static int gapClass(long seconds) {
        if (seconds < 0) {
            return 0;
        }
        return seconds == 0
                ? 1
                : seconds == 1
                        ? 2
                        : seconds <= 3
                                ? 3
                                : seconds <= 10 ? 4 : seconds <= 60 ? 5 : seconds <= 300 ? 6 : 7;
    }
}

package io.neurocache.edge.reporting;

import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.placement.Directory;
import io.neurocache.slab.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A directory that a test plays, as one edge sees it: it takes what it is told, or refuses it, or
 * keeps its answers back. Confined to the test's thread.
 */
final class FakeDirectory implements Directory {
    static final int SELF = 1;
    static final int OTHER = 2;

    private final NavigableMap<String, Content> objects = new TreeMap<>();
    private final Map<String, NavigableSet<Integer>> holders = new HashMap<>();
    private final Map<String, Long> uses = new HashMap<>();
    private final List<Runnable> held = new ArrayList<>();
    private Manner manner = Manner.TAKES;
    private int placeCalls;
    private int placesUnderWay;
    private int lists;
    private long seenIndex;
    private int located;
    private @Nullable Consumer<Boolean> lastAnswer;

    enum Manner {
        TAKES,
        REFUSES,
        /** Takes it when the test says so. */
        HOLDS
    }

    void from(Manner next) {
        manner = next;
    }

    /** Does what was held, in its order. */
    void goOn() {
        manner = Manner.TAKES;
        List<Runnable> all = List.copyOf(held);
        held.clear();
        all.forEach(Runnable::run);
    }

    /** Drops what was held: nobody will answer. */
    void lose() {
        held.clear();
        placesUnderWay = 0;
        manner = Manner.TAKES;
    }

    /** What another edge, or an earlier life of this one, has told. */
    void know(String key, Content content, int... members) {
        objects.put(key, content);
        NavigableSet<Integer> at = new TreeSet<>();
        for (int member : members) {
            at.add(member);
        }
        holders.put(key, at);
    }

    /** What this edge is believed to hold. */
    Map<String, Content> here() {
        Map<String, Content> here = new HashMap<>(objects);
        here.keySet().removeIf(key -> !isAt(key, SELF));
        return here;
    }

    boolean isAt(String key, int member) {
        return holders.getOrDefault(key, new TreeSet<>()).contains(member);
    }

    Map<String, Long> uses() {
        return uses;
    }

    int placeCalls() {
        return placeCalls;
    }

    /** As of when the last that was told was seen. */
    long seenIndex() {
        return seenIndex;
    }

    int lists() {
        return lists;
    }

    int located() {
        return located;
    }

    /** The answer to the last {@link #place}, to be given again. */
    Consumer<Boolean> lastAnswer() {
        Consumer<Boolean> answer = lastAnswer;
        if (answer == null) {
            throw new AssertionError("nothing was told");
        }
        return answer;
    }

    @Override
    public void locate(List<String> keys, Consumer<List<Known>> answer) {
        Check.argument(keys.size() <= MAX_TOLD, "too many keys", keys.size());
        located++;
        answer.accept(keys.stream().filter(objects::containsKey).map(this::known).toList());
    }

    @Override
    public void list(String after, int limit, Consumer<List<Known>> answer) {
        Check.argument(limit >= 1 && limit <= MAX_TOLD, "limit", limit);
        lists++;
        answer.accept(
                objects.tailMap(after, false).keySet().stream()
                        .limit(limit)
                        .map(this::known)
                        .toList());
    }

    private Known known(String key) {
        NavigableSet<Integer> at = holders.getOrDefault(key, new TreeSet<>());
        return new Known(
                key,
                Objects.requireNonNull(objects.get(key)),
                List.copyOf(at),
                at.contains(SELF),
                0);
    }

    @Override
    public void place(
            long seenIndex, List<Held> placed, List<String> removed, Consumer<Boolean> answer) {
        this.seenIndex = seenIndex;
        Check.argument(placed.size() + removed.size() >= 1, "an empty batch");
        Check.argument(placed.size() <= MAX_TOLD, "too much placed", placed.size());
        Check.argument(removed.size() <= MAX_TOLD, "too much removed", removed.size());
        Check.argument(
                new HashSet<>(removed).removeAll(placed.stream().map(Held::key).toList()) == false,
                "a key is placed and removed");
        Check.state(placesUnderWay == 0, "two batches at a time");
        placeCalls++;
        placesUnderWay++;
        lastAnswer = answer;
        answer(
                () -> {
                    placed.forEach(this::place);
                    removed.forEach(this::remove);
                },
                isTaken -> {
                    placesUnderWay--;
                    answer.accept(isTaken);
                });
    }

    private void place(Held held) {
        Content before = objects.put(held.key(), held.content());
        NavigableSet<Integer> at = holders.computeIfAbsent(held.key(), _ -> new TreeSet<>());
        if (before != null && !before.digest().equals(held.content().digest())) {
            at.clear();
        }
        at.add(SELF);
    }

    /** Forgets that this edge holds an object. */
    void remove(String key) {
        NavigableSet<Integer> at = holders.getOrDefault(key, new TreeSet<>());
        at.remove(SELF);
        if (at.isEmpty()) {
            holders.remove(key);
            objects.remove(key);
        }
    }

    @Override
    public void supersede(Held held, Consumer<Cluster.Outcome> answer) {
        throw new AssertionError("a reporter supersedes nothing");
    }

    @Override
    public void touch(List<Use> told, Consumer<Boolean> answer) {
        Check.argument(told.size() <= MAX_TOLD, "too many uses", told.size());
        answer(() -> told.forEach(use -> uses.merge(use.key(), use.times(), Long::sum)), answer);
    }

    private void answer(Runnable deed, Consumer<Boolean> answer) {
        switch (manner) {
            case TAKES -> {
                deed.run();
                answer.accept(true);
            }
            case REFUSES -> answer.accept(false);
            case HOLDS ->
                    held.add(() -> {
                        deed.run();
                        answer.accept(true);
                    });
        }
    }
}

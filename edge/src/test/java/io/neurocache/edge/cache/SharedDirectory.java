package io.neurocache.edge.cache;

import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.placement.Directory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/**
 * What the edges of a test know of each other's objects, as the test says. Objects that are put are
 * noted by themselves. Safe from any thread.
 */
final class SharedDirectory {
    private record Entry(Directory.Content content, Set<Integer> holders) {}

    private final Map<String, Entry> entries = new ConcurrentSkipListMap<>();
    private final List<Cluster> clusters = new ArrayList<>();

    /** An edge holds an object. */
    void holds(int member, String key, Directory.Content content) {
        entries.merge(
                key,
                new Entry(content, new TreeSet<>(Set.of(member))),
                (old, entry) -> {
                    if (!old.content().equals(content)) {
                        return entry;
                    }
                    Set<Integer> holders = new TreeSet<>(old.holders());
                    holders.add(member);
                    return new Entry(content, holders);
                });
    }

    /** The directory as the edge of a member has it. */
    Directory of(int member, Cluster cluster) {
        synchronized (clusters) {
            clusters.add(cluster);
        }
        return new Directory() {
            @Override
            public void locate(List<String> keys, Consumer<List<Known>> answer) {
                List<Known> found = new ArrayList<>();
                for (String key : keys) {
                    Entry entry = entries.get(key);
                    if (entry != null) {
                        List<Integer> holders = List.copyOf(entry.holders());
                        boolean isHere = holders.contains(member);
                        found.add(new Known(key, entry.content(), holders, isHere, 0));
                    }
                }
                answer.accept(found);
            }

            @Override
            public void list(String after, int limit, Consumer<List<Known>> answer) {
                answer.accept(List.of());
            }

            @Override
            public void place(
                    long seenIndex,
                    List<Held> placed,
                    List<String> removed,
                    Consumer<Boolean> answer) {
                placed.forEach(held -> holds(member, held.key(), held.content()));
                removed.forEach(entries::remove);
                answer.accept(true);
            }

            @Override
            public void touch(List<Use> uses, Consumer<Boolean> answer) {
                answer.accept(true);
            }

            @Override
            public void supersede(Held held, Consumer<Cluster.Outcome> answer) {
                entries.remove(held.key());
                holds(member, held.key(), held.content());
                List<Cluster> all;
                synchronized (clusters) {
                    all = List.copyOf(clusters);
                }
                all.stream()
                        .filter(other -> !other.equals(cluster))
                        .forEach(other -> other.order(Order.key(held.key()), _ -> {}));
                cluster.order(Order.key(held.key()), answer);
            }
        };
    }
}

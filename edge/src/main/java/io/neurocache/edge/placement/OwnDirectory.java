package io.neurocache.edge.placement;

import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Order;
import java.util.List;
import java.util.function.Consumer;

/**
 * The directory of an edge that shares nothing: nobody else holds anything, and nobody has to be
 * told. Safe from any thread.
 */
public final class OwnDirectory implements Directory {
    private final Cluster cluster;

    /** Has orders carried out by a cluster. */
    public OwnDirectory(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public void locate(List<String> keys, Consumer<List<Known>> answer) {
        answer.accept(List.of());
    }

    @Override
    public void list(String after, int limit, Consumer<List<Known>> answer) {
        answer.accept(List.of());
    }

    @Override
    public void place(
            long seenIndex, List<Held> placed, List<String> removed, Consumer<Boolean> answer) {
        answer.accept(true);
    }

    @Override
    public void touch(List<Use> uses, Consumer<Boolean> answer) {
        answer.accept(true);
    }

    @Override
    public void supersede(Held held, Consumer<Cluster.Outcome> answer) {
        cluster.order(Order.key(held.key()), answer);
    }
}

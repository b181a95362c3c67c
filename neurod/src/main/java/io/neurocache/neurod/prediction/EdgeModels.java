package io.neurocache.neurod.prediction;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.neurocache.edge.Edge;
import io.neurocache.raft.wire.ModelNames;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The node as its {@link ModelKeeper} needs it. Safe from any thread. */
record EdgeModels(Edge edge, Prediction.Proposals cluster) implements ModelKeeper.Cluster {
    @Override
    public void nameInForce(Consumer<Optional<String>> answer) {
        cluster.value(
                ModelNames.IN_FORCE,
                value -> {
                    // Where nobody knows, the model of before stays.
                    if (value != null) {
                        String name = new String(value.array(), US_ASCII);
                        answer.accept(name.isEmpty() ? Optional.empty() : Optional.of(name));
                    }
                });
    }

    @Override
    public byte @Nullable [] object(String key, int maxBytes) {
        return edge.insight().body(key, maxBytes);
    }

    @Override
    public void fetch(String key) {
        edge.preload(List.of(key));
    }
}

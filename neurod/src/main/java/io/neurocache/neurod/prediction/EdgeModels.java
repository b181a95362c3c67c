package io.neurocache.neurod.prediction;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.neurocache.edge.Edge;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Content;
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
                // Where nobody knows, the model of before stays.
                known -> known.ifPresent(content -> answer.accept(name(content))));
    }

    private static Optional<String> name(Content content) {
        return content instanceof Content.Value(Bytes bytes)
                ? Optional.of(new String(bytes.array(), US_ASCII))
                : Optional.empty();
    }

    @Override
    public byte @Nullable [] object(String key, int maxBytes) {
        return edge.insight().body(key, maxBytes);
    }

    @Override
    public void fetch(String key) {
        edge.preload(List.of(key));
    }

    @Override
    public void purge(String key) {
        cluster.purge(key);
    }
}

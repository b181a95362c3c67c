package io.neurocache.neurod.sim;

import io.neurocache.edge.coherence.Order;
import io.neurocache.neurod.Neurod;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.sim.Mutant;
import io.neurocache.slab.Check;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;

/** Where the sources of the edges' simulation lie, its subjects' too. */
final class EdgeWorld {
    static final Mutant.World WORLD =
            new Mutant.World(
                    List.of(
                            Path.of("../edge/src/main/java"),
                            Path.of("../raft/src/main/java"),
                            Path.of("../raft/src/test/java"),
                            Path.of("src/main/java"),
                            Path.of("src/test/java")),
                    "io/neurocache/",
                    FirstEdgeViolation.class,
                    List.of(
                            Order.class,
                            RaftNode.class,
                            Neurod.class,
                            Logger.class,
                            Mutant.class,
                            EdgeWorld.class,
                            Check.class,
                            NullMarked.class));

    private EdgeWorld() {}
}

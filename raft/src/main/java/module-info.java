import org.jspecify.annotations.NullMarked;

/**
 * Consensus: a Raft core without a clock, thread, socket, file or randomness of its own, and the
 * shell that gives it all of these.
 *
 * <p>{@code io.neurocache.raft} is the core, one function from event to effects. Whoever drives it
 * decides what time, network and disk are: the daemon's shell, or a simulator that replays a whole
 * cluster's life from one seed.
 *
 * <p>The module refuses to know HTTP and what is cached.
 */
@NullMarked
module io.neurocache.raft {
    requires io.neurocache.slab;
    requires static org.jspecify;

    exports io.neurocache.raft;
    exports io.neurocache.raft.store;
}

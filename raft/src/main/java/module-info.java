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
    requires com.fasterxml.jackson.core;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.neurocache.slab;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.neurocache.raft;
    exports io.neurocache.raft.auth;
    exports io.neurocache.raft.client;
    exports io.neurocache.raft.kv;
    exports io.neurocache.raft.lease;
    exports io.neurocache.raft.server;
    exports io.neurocache.raft.store;
    exports io.neurocache.raft.wire;
}

import org.jspecify.annotations.NullMarked;

/**
 * The HTTP edge: protocols, caching rules, fills, origins, and responses in the slab.
 *
 * <p>It owns the path of a request from the socket to the bytes and back. It refuses to know
 * configuration files, the command line and how a cluster agrees: it is given records and small
 * interfaces.
 */
@NullMarked
module io.neurocache.edge {
    requires static transitive org.jspecify;
    requires transitive io.neurocache.slab;
    requires transitive io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.codec.http2;
    requires io.netty.codec.http3;
    requires io.netty.codec.classes.quic;
    requires io.netty.common;
    requires io.netty.handler;
    requires transitive io.netty.transport;
    requires io.netty.transport.unix.common;
    requires io.netty.transport.classes.epoll;
    requires com.fasterxml.jackson.core;
    requires org.slf4j;

    exports io.neurocache.edge;
    exports io.neurocache.edge.access;
    exports io.neurocache.edge.coherence;
    exports io.neurocache.edge.eviction;
    exports io.neurocache.edge.exchange;
    exports io.neurocache.edge.insight;
    exports io.neurocache.edge.origin;
    exports io.neurocache.edge.peer;
    exports io.neurocache.edge.placement;
    exports io.neurocache.edge.rules;
    exports io.neurocache.edge.server;
    exports io.neurocache.edge.tls;
    exports io.neurocache.edge.wire;
}

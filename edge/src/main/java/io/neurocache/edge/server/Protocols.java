package io.neurocache.edge.server;

import io.netty.channel.ChannelPipeline;

/** Puts the handlers of a protocol into a pipeline. Safe from any thread. */
final class Protocols {
    private final Front front;

    Protocols(Front front) {
        this.front = front;
    }

    void addHttp1(ChannelPipeline pipeline, boolean secure) {
        Http1Connection connection = new Http1Connection(front, secure);
        pipeline.addLast(connection.decoder(), connection);
    }

    void addHttp2(ChannelPipeline pipeline, boolean secure) {
        Outcome.ignored(pipeline.channel().close());
    }

    /** False when the server has no certificate. */
    boolean addTls(ChannelPipeline pipeline) {
        return false;
    }
}

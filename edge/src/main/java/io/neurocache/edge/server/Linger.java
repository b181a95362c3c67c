package io.neurocache.edge.server;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** Ends the sending side of a connection while the other side may still send. Event loop only. */
final class Linger {
    private Linger() {}

    static void shutdownOutput(Channel channel) {
        if (!channel.isActive()) {
            return;
        }
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            Outcome.ignored(tls.closeOutbound());
        } else if (channel instanceof DuplexChannel duplex) {
            Outcome.ignored(duplex.shutdownOutput());
        }
    }
}

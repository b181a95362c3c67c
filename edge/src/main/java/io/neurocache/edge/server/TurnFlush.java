package io.neurocache.edge.server;

import io.netty.channel.Channel;

/**
 * Flushes a channel once after all that is written in one turn of its loop: head, body and end of a
 * response become one system call. Event loop only.
 */
final class TurnFlush implements Runnable {
    private final Channel channel;
    private boolean scheduled;

    TurnFlush(Channel channel) {
        this.channel = channel;
    }

    void schedule() {
        if (!scheduled) {
            scheduled = true;
            channel.eventLoop().execute(this);
        }
    }

    @Override
    public void run() {
        scheduled = false;
        channel.flush();
    }
}

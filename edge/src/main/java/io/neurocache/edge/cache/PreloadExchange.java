package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.exchange.Protocol;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request of the edge itself, for an object that is to be here before somebody asks for it: what
 * comes is stored by the fill, and dropped here as fast as it comes. Event loop only.
 */
final class PreloadExchange implements Exchange {
    private static final InetSocketAddress SELF =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final EventLoop loop;
    private final RequestHead request;
    private final Runnable done;
    private @Nullable Listener listener;
    private boolean over;
    private boolean complete;

    /**
     * Makes a request.
     *
     * @param done told once, when it is over
     */
    PreloadExchange(EventLoop loop, RequestHead request, Runnable done) {
        this.loop = loop;
        this.request = request;
        this.done = done;
    }

    @Override
    public RequestHead request() {
        return request;
    }

    @Override
    public Protocol protocol() {
        return Protocol.HTTP_1_1;
    }

    @Override
    public boolean secure() {
        return false;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return SELF;
    }

    @Override
    public EventLoop eventLoop() {
        return loop;
    }

    @Override
    public long requestBodyLength() {
        return 0;
    }

    @Override
    public void receiveBody(BodyReceiver receiver) {
        receiver.end(Fields.EMPTY);
    }

    /** There is no body of a request. */
    @Override
    public void pauseBody() {}

    /** There is no body of a request. */
    @Override
    public void resumeBody() {}

    /** Nobody is told of what is on its way. */
    @Override
    public void interim(ResponseHead head) {}

    @Override
    public void respond(ResponseHead head, ByteBuf storedFields, boolean bodyFollows) {
        storedFields.release();
        if (!bodyFollows) {
            end(true);
        }
    }

    @Override
    public void writeBody(ByteBuf data) {
        data.release();
    }

    @Override
    public void finish(Fields trailers) {
        end(true);
    }

    @Override
    public void abort() {
        end(false);
    }

    private void end(boolean isComplete) {
        if (over) {
            return;
        }
        over = true;
        complete = isComplete;
        Listener told = listener;
        if (told != null) {
            told.closed(isComplete);
        }
        done.run();
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void listen(Listener next) {
        listener = next;
        if (over) {
            next.closed(complete);
        }
    }
}

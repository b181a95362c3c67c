package io.neurocache.edge.peer;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.origin.BodylessCall;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.origin.OriginFailure.Kind;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * A call to a peer and its one or two tries. Event loop only.
 *
 * <p>What is known of the listener's order is kept here: nothing is said after {@code end} or
 * {@code failed}, and nothing at all after {@link #cancel}.
 */
final class PeerCall implements BodylessCall {
    private final PeerLoop pool;
    private final PeerAddress peer;
    private final RequestHead request;
    private final OriginListener listener;

    private @Nullable PeerStream stream;
    private @Nullable PeerLink waitsAt;
    private boolean paused;
    private boolean repeated;
    private boolean over;

    PeerCall(PeerLoop pool, PeerAddress peer, RequestHead request, OriginListener listener) {
        this.pool = pool;
        this.peer = peer;
        this.request = request;
        this.listener = listener;
    }

    void start() {
        if (!over) {
            acquire();
        }
    }

    private void acquire() {
        PeerLink link = pool.to(peer);
        waitsAt = link;
        link.acquire(this);
    }

    RequestHead request() {
        return request;
    }

    boolean isPaused() {
        return paused;
    }

    /** Takes the stream that was found. */
    void began(PeerStream found) {
        waitsAt = null;
        stream = found;
    }

    void interim(ResponseHead head) {
        if (!over) {
            listener.interim(head);
        }
    }

    void responseHead(ResponseHead head, long bodyLength) {
        if (!over) {
            listener.head(head, bodyLength);
        }
    }

    /** Hands bytes of the body on; ownership passes. */
    void data(ByteBuf bytes) {
        if (over) {
            bytes.release();
            return;
        }
        pool.counters().received(bytes.readableBytes());
        listener.data(bytes);
    }

    void ended(Fields trailers) {
        if (!over) {
            finish();
            listener.end(trailers);
        }
    }

    /** A try ended before a byte of the response: the next one, if this was the first. */
    void notProcessed(String detail) {
        stream = null;
        if (over) {
            return;
        }
        if (repeated) {
            attemptFailed(Kind.CLOSED, detail);
            return;
        }
        repeated = true;
        pool.counters().repeated();
        acquire();
    }

    void attemptFailed(Kind kind, String detail) {
        if (!over) {
            finish();
            pool.counters().failed();
            listener.failed(new OriginFailure(kind, peer.hostAndPort(), detail));
        }
    }

    private void finish() {
        over = true;
        waitsAt = null;
        stream = null;
    }

    @Override
    public void pause() {
        setPaused(true);
    }

    @Override
    public void resume() {
        setPaused(false);
    }

    private void setPaused(boolean now) {
        if (!over && paused != now) {
            paused = now;
            PeerStream busy = stream;
            if (busy != null) {
                busy.setReading(!now);
            }
        }
    }

    @Override
    public void cancel() {
        if (over) {
            return;
        }
        PeerStream busy = stream;
        PeerLink link = waitsAt;
        finish();
        if (busy != null) {
            busy.cancel();
        } else if (link != null) {
            link.abandon(this);
        }
    }
}

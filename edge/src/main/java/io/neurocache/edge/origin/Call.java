package io.neurocache.edge.origin;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.OriginAddress;
import io.neurocache.edge.origin.OriginFailure.Kind;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A call and its tries at the addresses of its group, one after the other. Event loop only.
 *
 * <p>What is known of the listener's order is kept here: nothing is said after {@code end} or
 * {@code failed}, and nothing at all after {@link #cancel}.
 */
final class Call implements OriginCall {
    private final LoopPool pool;
    private final OriginGroup group;
    private final RequestHead head;
    private final long bodyLength;
    private final OriginListener listener;
    private final Iterator<OriginAddress> addresses;

    /** Bytes of the body that came before there was a connection; at most what a caller had. */
    private final Queue<ByteBuf> early = new ArrayDeque<>();

    private OriginAddress address;
    private @Nullable AddressPool waitsAt;
    private @Nullable Connection connection;

    private long bodyGiven;
    private boolean bodyEnded;
    private boolean bodyStarted;

    /** Whether the head has left, so that the body may follow. */
    private boolean sending;

    private Fields trailers = Fields.EMPTY;
    private boolean triedAfresh;
    private boolean paused;
    private boolean over;

    Call(
            LoopPool pool,
            OriginGroup group,
            RequestHead head,
            long bodyLength,
            OriginListener listener) {
        this.pool = pool;
        this.group = group;
        this.head = head;
        this.bodyLength = bodyLength;
        this.listener = listener;
        this.bodyEnded = bodyLength == 0;
        this.addresses = pool.health().order(group.addresses()).iterator();
        this.address = addresses.next();
    }

    /** Looks for a connection to the first address. */
    void start() {
        if (!over) {
            acquire(false);
        }
    }

    RequestHead head() {
        return head;
    }

    long bodyLength() {
        return bodyLength;
    }

    long connectNanos() {
        return group.connectTimeout().toNanos();
    }

    long silenceNanos() {
        return group.responseTimeout().toNanos();
    }

    boolean isPaused() {
        return paused;
    }

    private void acquire(boolean fresh) {
        AddressPool at = pool.at(address);
        waitsAt = at;
        at.acquire(this, fresh);
    }

    /** Takes the connection that was found. */
    void connected(Connection found) {
        waitsAt = null;
        connection = found;
        if (paused) {
            found.setReading(false);
        }
        found.begin(this);
    }

    /** The head is on its way: now the body may follow. */
    void sending() {
        Connection current = connection;
        if (over || current == null) {
            return;
        }
        sending = true;
        for (ByteBuf data = early.poll(); data != null; data = early.poll()) {
            bodyStarted = true;
            current.sendBody(data);
        }
        if (bodyLength != 0 && bodyEnded) {
            bodyStarted = true;
            current.endBody(trailers);
        }
        writableAgain();
    }

    void interim(ResponseHead interim) {
        listener.interim(interim);
    }

    void responseHead(ResponseHead response, long length) {
        pool.health().succeeded(address);
        listener.head(response, length);
    }

    /** Hands bytes of the response on; ownership passes. */
    void data(ByteBuf bytes) {
        listener.data(bytes);
    }

    void ended(Fields responseTrailers) {
        finish();
        listener.end(responseTrailers);
    }

    /** Tells of it in a task of its own, for it may come up while the caller is sending. */
    void writableAgain() {
        if (!bodyEnded) {
            pool.loop().execute(this::tellWritable);
        }
    }

    private void tellWritable() {
        if (isWritable()) {
            listener.writable();
        }
    }

    /**
     * Goes on after a try that failed: elsewhere where that is safe, otherwise with the failure.
     */
    void attemptFailed(Attempt attempt) {
        waitsAt = null;
        connection = null;
        sending = false;
        if (over) {
            return;
        }
        if (attempt.wasStale() && !triedAfresh) {
            triedAfresh = true;
            acquire(true);
            return;
        }
        if (attempt.blamesAddress()) {
            pool.health().failed(address);
        }
        if (!bodyStarted && attempt.mayTryElsewhere(isIdempotent()) && addresses.hasNext()) {
            address = addresses.next();
            triedAfresh = false;
            acquire(false);
            return;
        }
        fail(attempt.kind(), attempt.detail());
    }

    private void fail(Kind kind, String detail) {
        finish();
        pool.counters().failed(kind);
        OriginFailure failure = new OriginFailure(kind, address.hostAndPort(), detail);
        pool.failureLog().failed(failure);
        listener.failed(failure);
    }

    private void finish() {
        over = true;
        waitsAt = null;
        connection = null;
        for (ByteBuf data = early.poll(); data != null; data = early.poll()) {
            data.release();
        }
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
            if (connection != null) {
                connection.setReading(!now);
            }
        }
    }

    @Override
    public void sendBody(ByteBuf data) {
        if (over) {
            data.release();
            return;
        }
        bodyGiven += data.readableBytes();
        if (bodyEnded || (bodyLength >= 0 && bodyGiven > bodyLength)) {
            data.release();
            breakOff("more bytes of body than announced");
        } else if (connection != null && sending) {
            bodyStarted = true;
            connection.sendBody(data);
        } else {
            early.add(data);
        }
    }

    @Override
    public void endBody(Fields bodyTrailers) {
        RequestWriter.checkFields(bodyTrailers);
        if (over || bodyEnded) {
            return;
        }
        if (bodyLength >= 0 && bodyGiven < bodyLength) {
            breakOff("fewer bytes of body than announced");
            return;
        }
        bodyEnded = true;
        trailers = bodyTrailers;
        if (connection != null && sending) {
            bodyStarted = true;
            connection.endBody(bodyTrailers);
        }
    }

    /** A request whose body breaks its announced length must not go on, nor its connection. */
    private void breakOff(String detail) {
        detach();
        finish();
        pool.counters().failed(Kind.CLOSED);
        OriginFailure failure = new OriginFailure(Kind.CLOSED, address.hostAndPort(), detail);
        pool.loop().execute(() -> listener.failed(failure));
    }

    @Override
    public boolean isWritable() {
        return !over && !bodyEnded && connection != null && connection.isWritable();
    }

    @Override
    public void cancel() {
        if (!over) {
            detach();
            finish();
        }
    }

    private void detach() {
        if (connection != null) {
            connection.close();
        } else if (waitsAt != null) {
            waitsAt.abandon(this);
        }
    }

    private boolean isIdempotent() {
        return head.isSafe() || head.method().equals("PUT") || head.method().equals("DELETE");
    }
}

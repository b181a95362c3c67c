package io.neurocache.edge.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.exchange.Protocol;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A client that keeps what it is sent, and may stop reading. Its methods as an exchange are its
 * event loop's; the others are the test's.
 */
final class FakeExchange implements Exchange {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final RequestHead request;
    private final EventLoop loop;

    /** Guarded by itself. */
    private final StringBuilder body = new StringBuilder();

    private volatile @Nullable ResponseHead head;
    private volatile boolean isStuck;
    private volatile boolean isOver;
    private final AtomicInteger writes = new AtomicInteger();
    private @Nullable Listener listener;

    FakeExchange(EventLoop loop, String method, String target, String... fields) {
        this.loop = loop;
        this.request = new RequestHead(method, "http", "localhost", target, Fields.of(fields));
    }

    // ---- What the test does and sees.

    /** Does something on the event loop, as a server would. */
    void on(Runnable task) {
        loop.execute(task);
    }

    /** Takes no more than it has. */
    void stopReading() {
        isStuck = true;
    }

    void readOn() {
        on(() -> {
            isStuck = false;
            Listener told = listener;
            if (told != null) {
                told.writable();
            }
        });
    }

    void goAway() {
        on(() -> over(false));
    }

    String body() {
        synchronized (body) {
            return body.toString();
        }
    }

    int status() {
        ResponseHead sent = head;
        return sent == null ? 0 : sent.status();
    }

    Fields fields() {
        ResponseHead sent = head;
        return sent == null ? Fields.EMPTY : sent.fields();
    }

    boolean isOver() {
        return isOver;
    }

    int writes() {
        return writes.get();
    }

    FakeExchange awaitText(String text) {
        return await(() -> body().contains(text), text);
    }

    FakeExchange awaitEnd() {
        return await(this::isOver, "the end");
    }

    FakeExchange await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                fail("not " + what + " in: " + head + "\n" + body());
            }
            LockSupport.parkNanos(1_000_000);
        }
        return this;
    }

    // ---- What the server does.

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
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
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

    @Override
    public void pauseBody() {}

    @Override
    public void resumeBody() {}

    @Override
    public void interim(ResponseHead interimHead) {}

    @Override
    public void respond(ResponseHead responseHead, ByteBuf storedFields, boolean bodyFollows) {
        assertTrue(head == null, "answered twice");
        storedFields.release();
        head = responseHead;
        if (!bodyFollows) {
            over(true);
        }
    }

    @Override
    public void writeBody(ByteBuf data) {
        assertTrue(loop.inEventLoop(), "not on the event loop");
        if (!isOver) {
            synchronized (body) {
                body.append(data.toString(UTF_8));
            }
            writes.incrementAndGet();
        }
        data.release();
    }

    @Override
    public void finish(Fields trailers) {
        assertTrue(loop.inEventLoop(), "not on the event loop");
        over(true);
    }

    @Override
    public void abort() {
        over(false);
    }

    private void over(boolean complete) {
        if (!isOver) {
            isOver = true;
            Listener told = listener;
            if (told != null) {
                told.closed(complete);
            }
        }
    }

    @Override
    public boolean isWritable() {
        return !isStuck;
    }

    @Override
    public void listen(Listener toTell) {
        listener = toTell;
        if (isOver) {
            toTell.closed(true);
        }
    }
}

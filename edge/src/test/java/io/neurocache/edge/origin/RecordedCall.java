package io.neurocache.edge.origin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call and everything its listener heard; checks the order of that as it comes. Its questions are
 * answered on any thread; a broken promise of the client fails {@link #await}.
 */
final class RecordedCall implements OriginListener {
    private final EventLoop loop;
    private final OriginPool pool;
    private final OriginGroup group;
    private final CompletableFuture<RecordedCall> over = new CompletableFuture<>();
    private final CompletableFuture<OriginCall> call = new CompletableFuture<>();
    private final List<ResponseHead> interims = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final AtomicInteger writables = new AtomicInteger();

    private volatile Consumer<ByteBuf> onData = this::keep;
    private volatile Runnable onHead = () -> {};
    private volatile Runnable onWritable = () -> {};
    private volatile @Nullable ResponseHead head;
    private volatile @Nullable OriginFailure failure;
    private volatile Fields trailers = Fields.EMPTY;
    private volatile long bodyLength = Long.MIN_VALUE;
    private volatile boolean sending;

    RecordedCall(EventLoop loop, OriginPool pool, OriginGroup group) {
        this.loop = loop;
        this.pool = pool;
        this.group = group;
    }

    /** Does this with the bytes of the body, which it then owns, instead of keeping them. */
    RecordedCall onData(Consumer<ByteBuf> then) {
        onData = then;
        return this;
    }

    RecordedCall onHead(Runnable then) {
        onHead = then;
        return this;
    }

    RecordedCall onWritable(Runnable then) {
        onWritable = then;
        return this;
    }

    RecordedCall send(RequestHead request, long length) {
        loop.execute(() -> {
            sending = true;
            try {
                call.complete(pool.send(loop, group, request, length, this));
            } catch (IllegalArgumentException refused) {
                call.completeExceptionally(refused);
            }
            sending = false;
        });
        return this;
    }

    /** Does something with the call on its loop. */
    RecordedCall with(Consumer<OriginCall> what) {
        loop.execute(() -> what.accept(call()));
        return this;
    }

    /** Sends this text as the whole body or the rest of it. */
    RecordedCall sendAll(String latin1) {
        return with(to -> {
            to.sendBody(buffer(latin1));
            to.endBody(Fields.EMPTY);
        });
    }

    static ByteBuf buffer(String latin1) {
        return Unpooled.copiedBuffer(latin1, StandardCharsets.ISO_8859_1);
    }

    /** The call; throws what {@code send} threw. */
    OriginCall call() {
        return join(call);
    }

    /** Waits for the end of the response or its failure. */
    RecordedCall await() {
        join(call);
        return join(over);
    }

    boolean isOver() {
        return over.isDone();
    }

    int status() {
        ResponseHead received = head;
        return received == null ? -1 : received.status();
    }

    Fields fields() {
        ResponseHead received = head;
        return received == null ? Fields.EMPTY : received.fields();
    }

    long bodyLength() {
        return bodyLength;
    }

    List<ResponseHead> interims() {
        return interims;
    }

    Fields trailers() {
        return trailers;
    }

    int writables() {
        return writables.get();
    }

    synchronized String text() {
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    /** The kind of failure; fails when there was none. */
    OriginFailure.Kind kind() {
        return failure().kind();
    }

    OriginFailure failure() {
        OriginFailure known = failure;
        if (known == null) {
            throw new AssertionError("no failure but " + this + " and \"" + text() + "\"");
        }
        return known;
    }

    /** What the listener heard, for messages. */
    @Override
    public String toString() {
        return "head " + head + ", failure " + failure + ", over " + over.isDone();
    }

    @Override
    public void interim(ResponseHead received) {
        expect(head == null, "interim after the head");
        interims.add(received);
    }

    @Override
    public void head(ResponseHead received, long length) {
        expect(head == null, "a second head");
        head = received;
        bodyLength = length;
        onHead.run();
    }

    @Override
    public void data(ByteBuf data) {
        expect(head != null, "data before the head");
        onData.accept(data);
    }

    @Override
    public void end(Fields received) {
        expect(head != null, "an end before the head");
        trailers = received;
        over.complete(this);
    }

    @Override
    public void failed(OriginFailure why) {
        expect(true, "");
        failure = why;
        over.complete(this);
    }

    @Override
    public void writable() {
        expect(true, "");
        writables.incrementAndGet();
        onWritable.run();
    }

    private synchronized void keep(ByteBuf data) {
        byte[] bytes = new byte[data.readableBytes()];
        data.readBytes(bytes);
        data.release();
        body.writeBytes(bytes);
    }

    private void expect(boolean holds, String broken) {
        if (!holds || over.isDone() || sending || !loop.inEventLoop()) {
            String what = over.isDone() ? "something after the end" : broken;
            over.obtrudeException(new AssertionError(sending ? "a call from within send" : what));
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            throw new AssertionError(failed.getCause());
        } catch (TimeoutException late) {
            throw new AssertionError("nothing within 20 s", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}

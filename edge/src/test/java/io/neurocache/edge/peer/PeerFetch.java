package io.neurocache.edge.peer;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call to a peer and what its listener heard; checks the order of that as it comes. Its questions
 * are answered on any thread; a broken promise of the client fails {@link #await}.
 */
final class PeerFetch implements OriginListener {
    private final PeerRig rig;
    private final PeerAddress from;
    private final CompletableFuture<PeerFetch> over = new CompletableFuture<>();
    private final CompletableFuture<OriginCall> call = new CompletableFuture<>();
    private final MessageDigest digest = sha256();
    private final AtomicLong received = new AtomicLong();
    private volatile Consumer<OriginCall> onData = _ -> {};
    private volatile @Nullable ResponseHead head;
    private volatile @Nullable OriginFailure failure;
    private volatile Fields trailers = Fields.EMPTY;
    private volatile long bodyLength = Long.MIN_VALUE;
    private volatile long startNanos;
    private volatile long headNanos;
    private volatile boolean sending;

    PeerFetch(PeerRig rig, PeerAddress from) {
        this.rig = rig;
        this.from = from;
    }

    /** Does this each time bytes have come. */
    PeerFetch onData(Consumer<OriginCall> then) {
        onData = then;
        return this;
    }

    PeerFetch get(String target, String... fields) {
        return send(PeerRig.get(target, fields));
    }

    PeerFetch send(RequestHead request) {
        return make(() -> rig.pool().fetch(rig.loop(), from, request, this));
    }

    /** Asks several peers, one after the other. */
    PeerFetch resuming(List<PeerAddress> peers, String target) {
        List<BodySource> sources =
                peers.stream().map(peer -> rig.pool().source(rig.loop(), peer)).toList();
        return make(() -> ResumingCall.start(sources, PeerRig.get(target), this));
    }

    private PeerFetch make(Supplier<OriginCall> calling) {
        rig.loop()
                .execute(() -> {
                    sending = true;
                    startNanos = System.nanoTime();
                    try {
                        call.complete(calling.get());
                    } catch (IllegalArgumentException refused) {
                        call.completeExceptionally(refused);
                    }
                    sending = false;
                });
        return this;
    }

    /** Does something with the call on its loop. */
    PeerFetch with(Consumer<OriginCall> what) {
        rig.loop().execute(() -> what.accept(join(call)));
        return this;
    }

    /** Waits for the end of the response or its failure. */
    PeerFetch await() {
        join(call);
        return join(over);
    }

    boolean isOver() {
        return over.isDone();
    }

    int status() {
        ResponseHead known = head;
        return known == null ? -1 : known.status();
    }

    @Nullable String field(String name) {
        ResponseHead known = head;
        return known == null ? null : known.fields().first(name);
    }

    long bodyLength() {
        return bodyLength;
    }

    long received() {
        return received.get();
    }

    Fields trailers() {
        return trailers;
    }

    long headNanos() {
        return headNanos - startNanos;
    }

    /** Since the call was made. */
    long sinceNanos() {
        return System.nanoTime() - startNanos;
    }

    /** The SHA-256 of the body in hex, once the call is over. */
    String sum() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The failure; fails when there was none. */
    OriginFailure failure() {
        OriginFailure known = failure;
        if (known == null) {
            throw new AssertionError("no failure but " + this);
        }
        return known;
    }

    @Override
    public String toString() {
        return "head " + head + ", " + received + " bytes, failure " + failure;
    }

    @Override
    public void interim(ResponseHead interim) {
        expect(head == null, "interim after the head");
    }

    @Override
    public void head(ResponseHead known, long length) {
        expect(head == null, "a second head");
        headNanos = System.nanoTime();
        head = known;
        bodyLength = length;
    }

    @Override
    public void data(ByteBuf data) {
        expect(head != null, "data before the head");
        received.addAndGet(data.readableBytes());
        digest.update(data.nioBuffer());
        data.release();
        onData.accept(join(call));
    }

    @Override
    public void end(Fields known) {
        expect(head != null, "an end before the head");
        trailers = known;
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
        expect(false, "a call without a body became writable");
    }

    private void expect(boolean holds, String broken) {
        if (!holds || over.isDone() || sending || !rig.loop().inEventLoop()) {
            String what = over.isDone() ? "something after the end" : broken;
            over.obtrudeException(new AssertionError(sending ? "a call from within fetch" : what));
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            throw new AssertionError(failed.getCause());
        } catch (TimeoutException late) {
            throw new AssertionError("nothing within 30 s", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}

package io.neurocache.edge.peer;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a listener heard; throws when it is told something out of order. One thread. */
final class Heard implements OriginListener {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    @Nullable ResponseHead head;
    @Nullable OriginFailure failure;
    @Nullable Fields trailers;
    long bodyLength = Long.MIN_VALUE;
    Runnable onData = () -> {};

    byte[] body() {
        return bytes.toByteArray();
    }

    String text() {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    boolean isOver() {
        return failure != null || trailers != null;
    }

    int status() {
        return head == null ? -1 : head.status();
    }

    String detail() {
        return failure == null ? "no failure" : failure.detail();
    }

    private void expect(boolean holds) {
        if (!holds || isOver()) {
            throw new AssertionError("out of order");
        }
    }

    @Override
    public void interim(ResponseHead interim) {
        expect(head == null);
    }

    @Override
    public void head(ResponseHead known, long length) {
        expect(head == null);
        head = known;
        bodyLength = length;
    }

    @Override
    public void data(ByteBuf data) {
        expect(head != null);
        byte[] copy = new byte[data.readableBytes()];
        data.readBytes(copy);
        data.release();
        bytes.writeBytes(copy);
        onData.run();
    }

    @Override
    public void end(Fields known) {
        expect(head != null);
        trailers = known;
    }

    @Override
    public void failed(OriginFailure why) {
        expect(true);
        failure = why;
    }

    @Override
    public void writable() {
        throw new AssertionError("a call without a body became writable");
    }
}

package io.neurocache.neurod.admin;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.Fields;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** Collects a request's body of at most {@value #MOST_BYTES} bytes. Event loop only. */
final class SmallBody implements Exchange.BodyReceiver {
    static final int MOST_BYTES = 64 << 10;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Consumer<byte[]> taker;
    private final Runnable tooLong;
    private boolean isOver;

    /**
     * Makes one.
     *
     * @param taker is given the body when it is whole; not called where it is not
     * @param tooLong is called, once, where it would be longer
     */
    SmallBody(Consumer<byte[]> taker, Runnable tooLong) {
        this.taker = taker;
        this.tooLong = tooLong;
    }

    @Override
    public void data(ByteBuf data) {
        try {
            if (isOver) {
                return;
            }
            byte[] bytes = new byte[data.readableBytes()];
            data.readBytes(bytes);
            if (body.size() + bytes.length > MOST_BYTES) {
                isOver = true;
                tooLong.run();
            } else {
                body.writeBytes(bytes);
            }
        } finally {
            data.release();
        }
    }

    @Override
    public void end(Fields trailers) {
        if (!isOver) {
            isOver = true;
            taker.accept(body.toByteArray());
        }
    }

    @Override
    public void failed(String reason) {
        isOver = true;
    }
}

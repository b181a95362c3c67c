package io.neurocache.edge.cache;

import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.Fields;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sends a body from the slab at the pace of its client: while the exchange takes bytes it gets
 * them, then it waits to become writable; a body still being filled is followed as it grows.
 * Nothing is copied and nothing queued here, so a slow client costs one object.
 *
 * <p>Event loop only: the exchange's.
 */
final class BodySender implements Exchange.Listener {
    /** Handed to the transport at once: enough to keep a socket busy, little enough to share it. */
    static final int CHUNK_BYTES = 256 * 1024;

    private final Exchange exchange;
    private final BodySource source;
    private final List<BodyPart> parts;
    private final String after;
    private final LongAdder sentBytes;

    private int part;
    private boolean beforeSent;
    private long sentOfPart;
    private boolean finished;
    private boolean closed;

    /**
     * Prepares to send; {@link #progress} starts it.
     *
     * @param source released when the exchange is closed
     * @param after text sent after the last part, in ISO-8859-1
     * @param sentBytes where the bytes of the body are counted
     */
    BodySender(
            Exchange exchange,
            BodySource source,
            List<BodyPart> parts,
            String after,
            LongAdder sentBytes) {
        this.exchange = exchange;
        this.source = source;
        this.parts = parts;
        this.after = after;
        this.sentBytes = sentBytes;
    }

    /** Sends what can be sent now. */
    void progress() {
        while (!finished && !closed && exchange.isWritable()) {
            if (part == parts.size()) {
                finish();
            } else if (!sendSome(parts.get(part))) {
                return;
            }
        }
    }

    /** Sends some of a part; false when nothing more can be sent before the source goes on. */
    private boolean sendSome(BodyPart current) {
        if (!beforeSent) {
            beforeSent = true;
            if (!current.before().isEmpty()) {
                exchange.writeBody(current.beforeBytes());
            }
        }
        // The state is read before the count: bytes that came with the end are then seen.
        BodySource.State state = source.state();
        long position = current.first() + sentOfPart;
        long readable = Math.min(source.available() - position, current.length() - sentOfPart);
        if (readable > 0) {
            var bytes = source.read(position, (int) Math.min(readable, CHUNK_BYTES));
            sentOfPart += bytes.readableBytes();
            sentBytes.add(bytes.readableBytes());
            exchange.writeBody(bytes);
        }
        boolean whole = state == BodySource.State.COMPLETE && position >= source.available();
        if (whole || sentOfPart == current.length()) {
            part++;
            beforeSent = false;
            sentOfPart = 0;
            return true;
        }
        if (readable <= 0 && state == BodySource.State.BROKEN) {
            finished = true;
            exchange.abort();
        }
        return readable > 0;
    }

    private void finish() {
        finished = true;
        if (!after.isEmpty()) {
            exchange.writeBody(new BodyPart(after, 0, 0).beforeBytes());
        }
        exchange.finish(Fields.EMPTY);
    }

    @Override
    public void writable() {
        progress();
    }

    @Override
    public void closed(boolean complete) {
        closed = true;
        source.release();
    }
}

package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.neurocache.edge.insight.Observer;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.store.ObjectWriter;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.slab.Slab;
import io.neurocache.slab.WriteResult;

/**
 * A response on its way from the origin into the slab, and to those who follow it.
 *
 * <p>Confined to the fill's event loop.
 */
final class Storing {
    /** Up to here it is worth waiting for the end of a body that somebody else gets. */
    private static final long SHORT_BYTES = 1024 * 1024;

    private final Cache cache;
    private final Subject subject;
    private final Birth birth;
    private final Variants.Placement placement;
    private final ObjectWriter writer;
    private final FillBody body;
    private final StoredHead head;
    private final byte[] meta;
    private final long length;

    /**
     * Begins.
     *
     * @param writer where it is written; owned from here on
     * @param meta its head, as the writer has it
     * @param length bytes of its body, or -1 while they are not known
     * @param pace as {@link FillBody} takes it
     */
    Storing(
            Cache cache,
            Subject subject,
            Birth birth,
            Variants.Placement placement,
            ObjectWriter writer,
            byte[] meta,
            long length,
            EventLoop loop,
            Runnable pace) {
        this.cache = cache;
        this.subject = subject;
        this.birth = birth;
        this.placement = placement;
        this.writer = writer;
        this.meta = meta;
        this.head = StoredHead.of(meta);
        this.length = length;
        this.body = new FillBody(cache.store().slab(), writer, loop, pace);
        birth.tagged(head.tags());
    }

    Variants.Placement placement() {
        return placement;
    }

    int status() {
        return head.status();
    }

    /** Whether it may answer a request with these fields. */
    boolean matches(Fields request) {
        return placement.matches(request);
    }

    /** Whether it will end soon, as far as anybody can say. */
    boolean isShort() {
        return length >= 0 && length <= SHORT_BYTES;
    }

    /** The response for one more client, on its event loop. */
    Selected open(EventLoop readersLoop) {
        return Selected.growing(head, meta, body.open(readersLoop), length);
    }

    /** Whether it has outgrown the slab, and goes on to those who follow it alone. */
    boolean overflowing() {
        return body.overflowing();
    }

    /** Takes bytes; ownership passes where they are stored. False where the slab refuses some. */
    boolean store(ByteBuf data) {
        if (overflowing() || writer.write(data) != WriteResult.OK) {
            return false;
        }
        data.release();
        body.grown();
        return true;
    }

    /**
     * Takes bytes that the slab has refused; ownership passes. True when the origin should wait.
     */
    boolean overflow(ByteBuf data) {
        return body.overflow(data);
    }

    /** Whether somebody follows. */
    boolean followed() {
        return body.followed();
    }

    /** Whether the origin may send more. */
    boolean wantsMore() {
        return body.wantsMore();
    }

    /**
     * Publishes the whole response, unless an order has come that covers it, or the policy has
     * better use for the room. Who follows it gets it all the same.
     *
     * @param peer the edge that gave it, or {@link Observer.Filling#ORIGIN}
     * @param askedNanos when somebody was asked for it
     */
    void commit(int peer, long askedNanos) {
        if (!cache.store().admits(placement.key(), writer.written())) {
            cache.counters().notAdmitted.increment();
            return;
        }
        long handle = cache.variants().publish(writer, placement, birth);
        if (handle != Slab.NONE) {
            cache.counters().stored.increment();
            Slab slab = cache.store().slab();
            cache.confirmations().note(slab.sequence(handle), birth.number());
            long micros = Telling.microsSince(askedNanos);
            Observer.Filling how = new Observer.Filling(slab.bodyLength(handle), peer, micros);
            cache.telling().stored(subject, slab.id(handle), how);
            slab.release(handle);
        } else if (birth.isCurrent()) {
            cache.counters().notStored.increment();
        } else {
            cache.counters().superseded.increment();
        }
    }

    /** Gives the writer up, unless it has committed, and lets those who follow come to the end. */
    void end(BodySource.State state) {
        writer.abort();
        body.end(state);
    }
}

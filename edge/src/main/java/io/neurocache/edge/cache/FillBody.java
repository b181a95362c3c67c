package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.neurocache.edge.store.ObjectWriter;
import io.neurocache.slab.Slab;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response on its way from the origin into the slab, followed by any number of
 * clients at their own pace. The origin is read as fast as it sends: what a slow client has not
 * taken yet lies in the slab, not on the heap.
 *
 * <p>When the slab refuses more bytes the body goes on through an {@link OverflowTail}; then, and
 * only then, the slowest client sets the pace.
 *
 * <p>Confined to the fill's event loop, but for its readers, each confined to its own.
 */
final class FillBody {
    private final Slab slab;
    private final ObjectWriter writer;
    private final EventLoop loop;
    private final Runnable pace;
    private final Set<Follower> followers = new LinkedHashSet<>();

    private volatile BodySource.State state = BodySource.State.GROWING;
    private volatile @Nullable OverflowTail tail;

    /**
     * Starts a body.
     *
     * @param writer where it is written, owned by the fill
     * @param pace run on the fill's loop when readers have caught up with an overflow, or left
     */
    FillBody(Slab slab, ObjectWriter writer, EventLoop loop, Runnable pace) {
        this.slab = slab;
        this.writer = writer;
        this.loop = loop;
        this.pace = pace;
    }

    /** Whether bytes go past the slab now. */
    boolean overflowing() {
        return tail != null;
    }

    /** Whether the origin may send more. */
    boolean wantsMore() {
        OverflowTail current = tail;
        return current == null || current.heldBytes() <= OverflowTail.HIGH_BYTES / 2;
    }

    /** Whether somebody still reads. */
    boolean followed() {
        return !followers.isEmpty();
    }

    /** Tells the readers that there are more bytes. */
    void grown() {
        followers.forEach(Follower::wake);
    }

    /** Takes bytes the slab has refused; ownership passes. True when the origin should wait. */
    boolean overflow(ByteBuf data) {
        OverflowTail current = tail;
        if (current == null) {
            current = new OverflowTail(writer.written());
            for (Follower follower : followers) {
                current.readerAt(follower, 0);
            }
            tail = current;
        }
        boolean full = current.add(data);
        grown();
        return full;
    }

    /** Ends the body, whole or not. */
    void end(BodySource.State end) {
        state = end;
        grown();
    }

    /**
     * Opens a reader for a client on the given loop; released by it, or here if it never comes to
     * read. Called while the fill holds the writer's reference.
     */
    Follower open(EventLoop readersLoop) {
        slab.retain(writer.handle());
        Follower follower = new Follower(readersLoop);
        followers.add(follower);
        OverflowTail current = tail;
        if (current != null) {
            current.readerAt(follower, 0);
        }
        return follower;
    }

    /** One client's view of the growing body. */
    final class Follower implements BodySource {
        private final EventLoop readersLoop;
        private final AtomicBoolean woken = new AtomicBoolean();
        private @Nullable BodySender sender;

        private Follower(EventLoop readersLoop) {
            this.readersLoop = readersLoop;
        }

        @Override
        public @Nullable ByteBuf takeWhole(int maxBytes) {
            return null;
        }

        @Override
        public void follow(BodySender newSender) {
            sender = newSender;
            newSender.progress();
        }

        private void wake() {
            // Never from within: a reader that finishes leaves the set that is being walked.
            if (woken.compareAndSet(false, true)) {
                readersLoop.execute(this::progress);
            }
        }

        private void progress() {
            woken.set(false);
            if (sender != null) {
                sender.progress();
            }
        }

        @Override
        public long available() {
            OverflowTail current = tail;
            return current == null ? writer.written() : current.end();
        }

        @Override
        public State state() {
            return state;
        }

        @Override
        public ByteBuf read(long position, int maxBytes) {
            long written = writer.written();
            if (position < written) {
                return writer.read(position, (int) Math.min(maxBytes, written - position));
            }
            OverflowTail current = tail;
            if (current == null) {
                throw new IllegalStateException("the position has not been written");
            }
            ByteBuf bytes = current.read(position, maxBytes);
            current.readerAt(this, position + bytes.readableBytes());
            onLoop(loop, pace);
            return bytes;
        }

        @Override
        public void release() {
            onLoop(
                    loop,
                    () -> {
                        followers.remove(this);
                        OverflowTail current = tail;
                        if (current != null && current.readerGone(this)) {
                            current.close();
                        }
                        slab.release(writer.handle());
                        pace.run();
                    });
        }
    }

    private static void onLoop(EventLoop target, Runnable work) {
        if (target.inEventLoop()) {
            work.run();
        } else {
            target.execute(work);
        }
    }
}

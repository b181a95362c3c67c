package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.slab.SlabWriter;
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
    private final ObjectStore store;
    private final SlabWriter writer;
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
    FillBody(ObjectStore store, SlabWriter writer, EventLoop loop, Runnable pace) {
        this.store = store;
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
        store.slab().retain(writer.handle());
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
        private final ExtentReader slabReader =
                new ExtentReader(store, writer.handle(), new WriterExtents());
        private @Nullable BodySender sender;

        private Follower(EventLoop readersLoop) {
            this.readersLoop = readersLoop;
        }

        /** Begins to follow for a sender; on the reader's loop. */
        void follow(BodySender newSender) {
            sender = newSender;
            newSender.progress();
        }

        private void wake() {
            if (woken.compareAndSet(false, true)) {
                onLoop(readersLoop, this::progress);
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
                return slabReader.read(position, (int) Math.min(maxBytes, written - position));
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
                        store.slab().release(writer.handle());
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

    /** The extents written so far; what lies past {@code written} is not asked for. */
    private final class WriterExtents implements Extents {
        @Override
        public int count() {
            return writer.extentCount();
        }

        @Override
        public long offset(int index) {
            return writer.extentOffset(index);
        }

        @Override
        public int length(int index) {
            return writer.extentLength(index);
        }
    }
}

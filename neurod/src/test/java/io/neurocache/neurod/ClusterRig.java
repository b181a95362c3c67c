package io.neurocache.neurod;

import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Order;
import io.neurocache.raft.server.CacheListener;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The real {@link RaftCluster} and {@link SettledMark}, for a simulation in a package of its own.
 * One thread.
 */
public final class ClusterRig {
    private final RaftCluster cluster;
    private final SettledMark mark;

    /** Where a slab's mark lies, over the ends of processes and machines. */
    public static final class Kept implements SettledMark.Place {
        private @Nullable String text;

        @Override
        public @Nullable String read() {
            return text;
        }

        @Override
        public void write(String written) {
            text = written;
        }
    }

    /**
     * Makes one for an edge that starts.
     *
     * @param member whose edge it is
     * @param kept the slab's mark
     * @param boot names the time since the machine was started
     * @param edge carries orders out
     */
    public ClusterRig(
            int member,
            Duration lease,
            Kept kept,
            String boot,
            LongSupplier nanoClock,
            ToIntBiFunction<Long, Order> edge) {
        mark = new SettledMark(kept, boot);
        cluster = new RaftCluster(lease, unchecked(mark::take), nanoClock, new Roster(member));
        cluster.attach(edge);
    }

    /** Puts the server in place. */
    public void join(BiConsumer<LongFunction<Request>, Consumer<Reply>> server) {
        cluster.join(server::accept);
    }

    /** Now and then, as the daemon does: no object needs orders up to here. */
    public void checkpoint(long settledIndex) {
        unchecked(() -> {
            mark.note(settledIndex);
            return settledIndex;
        });
    }

    /** The same once the slab has been closed. */
    public void closed(long settledIndex) {
        unchecked(() -> {
            mark.closed(settledIndex);
            return settledIndex;
        });
    }

    private interface Access {
        long run() throws IOException;
    }

    /** Memory does not fail as a disk does. */
    private static long unchecked(Access access) {
        try {
            return access.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the edge sees. */
    public Cluster cluster() {
        return cluster;
    }

    /** What Raft sees. */
    public CacheListener listener() {
        return cluster;
    }
}

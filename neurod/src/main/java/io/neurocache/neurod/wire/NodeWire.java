package io.neurocache.neurod.wire;

import io.neurocache.edge.Edge;
import io.neurocache.edge.Routes;
import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.insight.Observer;
import io.neurocache.edge.wire.Event;
import io.neurocache.edge.wire.JournalLimits;
import io.neurocache.edge.wire.Wire;
import io.neurocache.neurod.eviction.ChosenEviction;
import io.neurocache.neurod.prediction.Onlooker;
import io.neurocache.neurod.prediction.PredictionStatus;
import io.neurocache.predict.next.preload.Shelf;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Message;
import io.neurocache.raft.wire.NodeStatus;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This node's wire with all that tells something on it.
 *
 * <p>It is made before Raft and the edge are, as both tell from their first moment on, and {@link
 * #start started} when they are there. What is told before that waits in the queue. Safe from any
 * thread; {@link #start} and {@link #close} are the main thread's.
 */
public final class NodeWire implements Onlooker, AutoCloseable {
    private static final long SUM_NANOS = 250_000_000L;
    private static final long LOOK_NANOS = 1_000_000_000L;

    private final ClusterPicture picture;
    private final Wire wire;
    private final RaftEvents raft;
    private final ObjectEvents objects;
    private final Neighbours neighbours;
    private final ChosenEviction eviction;
    private final KeyCounts hits = new KeyCounts();
    private final KeyCounts misses = new KeyCounts();
    private volatile @Nullable Speaker speaker;

    /** Says something to another node. */
    @FunctionalInterface
    public interface Speaker {
        /** May be lost. */
        void say(int to, Bytes body);
    }

    private NodeWire(int self, String version, Path directory, ChosenEviction eviction, Clock clock)
            throws IOException {
        this.eviction = eviction;
        this.picture = new ClusterPicture(self, version);
        this.wire = Wire.open(directory, JournalLimits.DEFAULT, self, picture, clock);
        this.raft = new RaftEvents(self, wire::tell);
        this.objects = new ObjectEvents(eviction.label(), wire::tell);
        this.neighbours =
                new Neighbours(self, version, picture::members, picture::view, new ByRaft());
    }

    /**
     * Opens the journal.
     *
     * @param directory where it is
     * @param eviction what makes room in the cache
     * @throws IOException when it cannot be had
     */
    public static NodeWire open(
            int self, String version, Path directory, ChosenEviction eviction, Clock clock)
            throws IOException {
        return new NodeWire(self, version, directory, eviction, clock);
    }

    /** How the others are reached, and what happens with their events. */
    private final class ByRaft implements Neighbours.Way {
        @Override
        public void say(int to, Bytes body) {
            Speaker speaking = speaker;
            if (speaking != null) {
                speaking.say(to, body);
            }
        }

        @Override
        public Wire.Told ownBehind(int to, long after, int mostBytes) {
            return wire.ownBehind(to, after, mostBytes);
        }

        @Override
        public boolean take(Event event) {
            return wire.offer(event);
        }

        @Override
        public void tell(String type, String members) {
            wire.tell(type, members);
        }
    }

    // ---- Raft tells; on its loop.

    /** The server sends a message. */
    public void sent(Message message) {
        raft.sent(message);
    }

    /** So long it waits for a leader at least before it stands: said before it starts. */
    public void electionTimeout(Duration shortest) {
        raft.electionTimeout(shortest);
    }

    /** It knows of another leader. */
    public void leaderChanged(long term, int leader) {
        raft.leaderChanged(term, leader);
    }

    /** These belong to the cluster. */
    public void members(List<Reply.Member> members, boolean isLeader) {
        picture.members(members);
        raft.members(members, isLeader);
    }

    /** Another node has said something. */
    public void heard(int from, Bytes body) {
        neighbours.heard(from, body);
    }

    // ---- The edge and what belongs to it tell.

    /** Is to be told what is stored, besides whoever else is. */
    public Observer observer() {
        return objects;
    }

    @Override
    public void answered(String key, boolean isHit) {
        (isHit ? hits : misses).note(key);
    }

    @Override
    public void guessed(String key, float odds) {
        objects.guessed(key, odds);
    }

    @Override
    public void ended(String key, Shelf.End end) {
        objects.ended(key, end);
    }

    /**
     * An order was carried out here, on so many objects. Before the start it is one of an earlier
     * life, as the log is gone through again, and was told then.
     */
    public void purged(long index, Order order, int found) {
        if (speaker != null) {
            objects.purged(index, order, found);
        }
    }

    /** These routes are in force. */
    public void routes(Routes inForce) {
        picture.routes(inForce);
    }

    /** The configuration was read again. */
    public void reloaded(String changed) {
        reload(true, changed, "");
    }

    /** The configuration was read again, and is not in force. */
    public void reloadFailed(String error) {
        reload(false, "", error);
        alert("warn", "The configuration was not taken: " + error, "The old one stays in force.");
    }

    private void reload(boolean isOk, String changed, String error) {
        wire.tell(
                "reload",
                new Members()
                        .truth("ok", isOk)
                        .text("changed", changed)
                        .text("error", error)
                        .toString());
    }

    /** Something a person may want to know. */
    public void alert(String level, String text, String hint) {
        wire.tell(
                "alert",
                new Members()
                        .text("level", level)
                        .text("text", text)
                        .text("hint", hint)
                        .toString());
    }

    // ---- Its life.

    /**
     * Begins to write down what is told, and to hear of the others.
     *
     * @param edge listens already
     * @param metrics renders the object of /metrics.json
     */
    public void start(
            Edge edge,
            Supplier<byte[]> metrics,
            Supplier<PredictionStatus> prediction,
            Supplier<NodeStatus> status,
            Speaker toOthers) {
        speaker = toOthers;
        edge.watchEvictions(objects);
        CacheEvents cache =
                new CacheEvents(edge, metrics, prediction, eviction, hits, misses, wire::tell);
        wire.whenLost(neighbours::lost);
        wire.everyTick(new Ticks(cache, status)::tick);
        wire.start();
    }

    /** Calls each of those that tell when it is its time. Confined to the wire's thread. */
    private final class Ticks {
        private final CacheEvents cache;
        private final Supplier<NodeStatus> status;
        private long summedNanos = System.nanoTime();
        private long lookedNanos = summedNanos - LOOK_NANOS;

        Ticks(CacheEvents cache, Supplier<NodeStatus> status) {
            this.cache = cache;
            this.status = status;
        }

        void tick(long nowNanos) {
            neighbours.tick(nowNanos);
            if (nowNanos - summedNanos >= SUM_NANOS) {
                summedNanos = nowNanos;
                raft.tick(nowNanos, status);
                cache.sumUp();
            }
            if (nowNanos - lookedNanos >= LOOK_NANOS) {
                lookedNanos = nowNanos;
                cache.lookAround();
            }
        }
    }

    /** Answers {@code GET /wire}; on the exchange's event loop. */
    public void stream(Exchange exchange) {
        wire.stream(exchange);
    }

    /** Answers {@code GET /wire/history}; on the exchange's event loop. */
    public void history(Exchange exchange) {
        wire.history(exchange);
    }

    /** How it stands. */
    public WireStatus status() {
        return new WireStatus(wire.readers(), wire.dropped());
    }

    /** The node stops soon: readers are let go. */
    public void endReaders() {
        wire.endReaders();
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}

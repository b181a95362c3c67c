package io.neurocache.raft.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Message;
import io.neurocache.raft.RaftConfig;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.auth.PortSecurity;
import io.neurocache.raft.kv.FillableTable;
import io.neurocache.raft.kv.KvStateMachine;
import io.neurocache.raft.store.FakeDisk;
import io.neurocache.raft.store.RaftStorage;
import io.neurocache.raft.store.StorageConfig;
import io.neurocache.raft.store.StorageListener;
import io.neurocache.raft.store.StorageStatus;
import io.neurocache.raft.transport.FrameConnection;
import io.neurocache.raft.transport.HalfOpen;
import io.neurocache.raft.transport.LoopBuffers;
import io.neurocache.raft.transport.PeerLink;
import io.neurocache.raft.transport.PortPipelines;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.PeerFrame;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.ReplyReader;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.RequestWriter;
import io.neurocache.raft.wire.Session;
import io.neurocache.raft.wire.WireException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A server alone in its cluster, with one client: the driver and all it drives are real, clock,
 * disk and socket are not. All on the test's thread, but for the log's writer.
 */
final class Shell implements StorageListener, AutoCloseable {
    static final Duration TICK = Duration.ofMillis(20);
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long POLL_NANOS = 500_000;

    private static final int MAX_REQUESTS = 1_000;

    final FakeDisk disk = new FakeDisk();
    final FillableTable table = new FillableTable();
    final List<String> failures = new ArrayList<>();

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Queue<Runnable> reported = new ConcurrentLinkedQueue<>();
    private final Queue<Reply> replies = new ArrayDeque<>();
    private final ByteSink sink = new ByteSink();
    private final RaftStorage storage;
    private final Driver driver;
    private byte[] unread = {};
    // Read by the log's writer, too.
    private final AtomicLong nowNanos = new AtomicLong(1);
    private long lastId;

    Shell(Path directory, StorageConfig limits) throws IOException {
        storage = disk.open(directory, limits, this, nowNanos::get);
        RaftServerConfig config =
                new RaftServerConfig(
                        1,
                        "test",
                        "test",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                        List.of(new MemberAddress(1, "127.0.0.1", 1, "")),
                        directory,
                        RaftConfig.DEFAULT,
                        limits,
                        TICK,
                        TIMEOUT,
                        Duration.ofSeconds(1),
                        1L << 30,
                        Duration.ofDays(1),
                        10,
                        MAX_REQUESTS,
                        PortSecurity.NONE);
        driver = driver(config);
        LoopBuffers buffers = new LoopBuffers();
        channel.pipeline()
                .addLast(new FrameConnection(new PortConnection(driver, new ByteSink()), buffers));
        // The channel was active before anybody could hear of it.
        channel.pipeline().fireChannelActive();
    }

    private Driver driver(RaftServerConfig config) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        LoopBuffers buffers = new LoopBuffers();
        RaftNode node =
                new RaftNode(
                        1,
                        config.raft(),
                        storage.hardState(),
                        storage.log(),
                        Configuration.of(List.of(1)),
                        random);
        Peers peers =
                new Peers(
                        config,
                        new Bootstrap(),
                        channel.eventLoop(),
                        new PortPipelines(
                                () -> PortSecurity.NONE, buffers, new HalfOpen(), Runnable::run),
                        random,
                        new Nobody());
        Snapshots snapshots =
                new Snapshots(
                        config,
                        storage.snapshots(),
                        Runnable::run,
                        reported::add,
                        event -> driver().finished(event),
                        nowNanos.get());
        return new Driver(
                config,
                channel.eventLoop(),
                nowNanos::get,
                storage,
                node,
                new KvStateMachine(table),
                peers,
                snapshots,
                buffers,
                new RaftListener() {
                    @Override
                    public void leaderChanged(long term, int leader) {}

                    @Override
                    public void failed(String message) {
                        failures.add(message);
                    }
                },
                null);
    }

    private Driver driver() {
        return driver;
    }

    /** There is no other server. */
    private static final class Nobody implements PeerLink.Listener {
        @Override
        public void received(Message message) {
            throw new AssertionError("nobody said " + message);
        }

        @Override
        public void asked(int from, PeerFrame.Ask question) {
            throw new AssertionError("nobody asked " + question);
        }

        @Override
        public void answered(Reply reply) {
            throw new AssertionError("nobody answered " + reply);
        }

        @Override
        public void aside(int from, Bytes body) {
            throw new AssertionError("nobody said " + body);
        }

        @Override
        public void crashed(Throwable cause) {
            throw new AssertionError(cause);
        }
    }

    // ---- Storage, on its own thread.

    @Override
    public void persisted(long ticket) {
        reported.add(() -> driver.persisted(ticket));
    }

    @Override
    public void restored(SnapshotMeta snapshot) {
        throw new AssertionError("nobody sent a snapshot");
    }

    @Override
    public void statusChanged(StorageStatus status) {
        reported.add(() -> driver.statusChanged(status));
    }

    // ---- Time.

    /** Lets so much time pass in ticks; what storage reports meanwhile is heard. */
    void pass(Duration time) {
        for (long left = time.toNanos(); left > 0; left -= TICK.toNanos()) {
            nowNanos.addAndGet(TICK.toNanos());
            driver.guarded(driver::tick);
            turn();
        }
    }

    /** One turn of the loop. */
    void turn() {
        for (Runnable report = reported.poll(); report != null; report = reported.poll()) {
            driver.guarded(report);
        }
        channel.runPendingTasks();
    }

    /** Lets time pass until something holds; the log's writer has twenty real seconds for it. */
    void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not in time: " + role() + ", " + failures);
            }
            LockSupport.parkNanos(POLL_NANOS);
            pass(TICK);
        }
    }

    /** As {@link #await}, with the clock standing still. */
    void awaitWithoutTime(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not in time: " + role() + ", " + failures);
            }
            LockSupport.parkNanos(POLL_NANOS);
            turn();
        }
    }

    void awaitLeader() {
        await(() -> role().equals("leader"));
    }

    String role() {
        return driver.status().latest().role();
    }

    /** Whether something committed could not be applied. */
    boolean isBehind() {
        return driver.isBehind();
    }

    StorageStatus storageStatus() {
        return storage.status();
    }

    boolean hasRoom() {
        return storage.hasRoom();
    }

    // ---- The client.

    /** Sends a put in a turn of the loop of its own, and returns its id. */
    long put(String key, String value) {
        Request put = new Request.Put(++lastId, Bytes.utf8(key), Bytes.utf8(value), Session.NONE);
        send(put);
        return lastId;
    }

    long get(String key, Consistency read) {
        send(new Request.Get(++lastId, Bytes.utf8(key), read));
        return lastId;
    }

    private void send(Request request) {
        sink.reset();
        int frame = sink.beginFrame();
        RequestWriter.write(request, sink);
        sink.endFrame(frame);
        ByteBuf bytes = Unpooled.copiedBuffer(sink.array(), 0, sink.length());
        channel.writeInbound(bytes);
        turn();
    }

    /** The next answer there is; fails where there is none. */
    Reply reply() {
        read();
        Reply reply = replies.poll();
        if (reply == null) {
            throw new AssertionError("no answer: " + role() + ", " + failures);
        }
        return reply;
    }

    /** Lets time pass until there is an answer. */
    Reply awaitReply() {
        await(this::hasReply);
        return reply();
    }

    boolean hasReply() {
        read();
        return !replies.isEmpty();
    }

    private void read() {
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            byte[] all = Arrays.copyOf(unread, unread.length + out.readableBytes());
            out.readBytes(all, unread.length, out.readableBytes());
            out.release();
            unread = all;
        }
        ByteBuffer frames = ByteBuffer.wrap(unread);
        while (frames.remaining() >= Integer.BYTES
                && frames.remaining() - Integer.BYTES >= frames.getInt(frames.position())) {
            int length = frames.getInt();
            try {
                replies.add(ReplyReader.read(unread, frames.position(), length));
            } catch (WireException e) {
                throw new AssertionError(e);
            }
            frames.position(frames.position() + length);
        }
        unread = Arrays.copyOfRange(unread, frames.position(), unread.length);
    }

    @Override
    public void close() throws IOException {
        driver.close();
        turn();
        channel.finishAndReleaseAll();
        disk.empty();
        disk.setSilent(false);
        storage.close();
        if (!failures.isEmpty()) {
            throw new AssertionError("the server failed: " + failures);
        }
    }
}

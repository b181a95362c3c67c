package io.neurocache.raft.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Message;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.StableLog;
import io.neurocache.raft.auth.PortSecurity;
import io.neurocache.raft.kv.KvStateMachine;
import io.neurocache.raft.kv.SnapshotException;
import io.neurocache.raft.store.FoundingRecord;
import io.neurocache.raft.store.RaftStorage;
import io.neurocache.raft.store.StorageListener;
import io.neurocache.raft.store.StorageStatus;
import io.neurocache.raft.transport.HalfOpen;
import io.neurocache.raft.transport.LoopBuffers;
import io.neurocache.raft.transport.PeerLink;
import io.neurocache.raft.transport.PortPipelines;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.NodeStatus;
import io.neurocache.raft.wire.PeerFrame;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.slab.Check;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of the cluster: storage, core, state machine and port, put together.
 *
 * <p>Threads: {@code raft-<id>} is the event loop that drives the core and serves the port, {@code
 * raft-<id>-files} takes and loads snapshots, {@code raft-<id>-tls} does the arithmetic of TLS
 * handshakes; storage has its writer. {@link #start} and {@link #close} wait and are for one
 * thread; the rest is safe from any.
 */
public final class RaftServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RaftServer.class);
    private static final int BACKLOG = 4096;
    private static final long STOP_SECONDS = 15;
    private static final long LOAD_AGAIN_SECONDS = 2;
    private static final Reply STOPPED =
            new Reply.Failed(0, ErrorCode.NO_LEADER, "the server has stopped");
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(256 << 10, 1 << 20);

    private final RaftServerConfig config;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final ExecutorService files;
    private final StateMachines machines;
    private final @Nullable CacheListener cache;
    private final LoopBuffers buffers = new LoopBuffers();
    private final ExecutorService handshakes;
    private final PortPipelines pipelines;
    private volatile PortSecurity security;
    private @Nullable RaftStorage storage;
    private boolean isClosed;
    private volatile @Nullable Driver driver;
    private volatile @Nullable Channel port;

    private RaftServer(RaftServerConfig config, @Nullable CacheListener cache) throws IOException {
        this.config = config;
        this.cache = cache;
        String name = "raft-" + config.id();
        IoHandlerFactory io =
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(1, new LoopThreads(name), io);
        this.loop = group.next();
        this.files =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name(name + "-files").factory());
        this.handshakes =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name(name + "-tls").factory());
        this.security = config.security();
        this.pipelines = new PortPipelines(() -> security, buffers, new HalfOpen(), handshakes);
        this.machines = new StateMachines(config.directory().resolve("state"));
    }

    /** One loop, one thread: its name needs no number. */
    private static final class LoopThreads extends DefaultThreadFactory {
        private final String name;

        LoopThreads(String name) {
            super(name);
            this.name = name;
        }

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = super.newThread(task);
            thread.setName(name);
            return thread;
        }
    }

    /**
     * Opens storage, loads the state machine and listens. Takes time in proportion to snapshot and
     * log.
     *
     * @throws io.neurocache.raft.store.StorageException when what is stored cannot be trusted, or
     *     is not this server's
     * @throws IOException when the port is in use, or a file cannot be read or made
     */
    public static RaftServer start(RaftServerConfig config, RaftListener listener)
            throws IOException {
        return start(config, listener, null);
    }

    /**
     * The same with a cache beside it, which gets leases and hears of purges.
     *
     * @throws IOException as above
     */
    public static RaftServer start(
            RaftServerConfig config, RaftListener listener, @Nullable CacheListener cache)
            throws IOException {
        RaftServer server = new RaftServer(config, cache);
        boolean started = false;
        try {
            server.open(listener);
            started = true;
            return server;
        } finally {
            if (!started) {
                server.close();
            }
        }
    }

    private void open(RaftListener listener) throws IOException {
        RaftStorage opened =
                RaftStorage.open(
                        config.directory(), config.storage(), new OnLoop(), System::nanoTime);
        storage = opened;
        KvStateMachine kv = machines.first(opened.log(), opened.snapshots());
        var waiting =
                loop.submit(() -> {
                    driver = assemble(opened, kv, listener);
                    if (!(opened.status() instanceof StorageStatus.Ready)) {
                        // Storage may have said so before there was anybody to hear it.
                        driver().statusChanged(opened.status());
                    }
                    return true;
                });
        Check.state(await(waiting), "the server did not come together");
        port = bind();
        int taken = address().getPort();
        var telling =
                loop.submit(() -> {
                    driver().listensOn(taken);
                    return true;
                });
        Check.state(await(telling), "the loop takes nothing");
        var ticking =
                loop.scheduleAtFixedRate(
                        this::tick,
                        config.tick().toNanos(),
                        config.tick().toNanos(),
                        TimeUnit.NANOSECONDS);
        Check.state(!ticking.isDone(), "the loop takes no ticks");
        log.info("n{} raft listens on {}", config.id(), address());
    }

    /** Refuses members that contradict what was said when the cluster was founded. */
    private void checkFounding(RaftStorage opened, RaftNode node) throws IOException {
        StableLog stored = opened.log();
        boolean isSaid = node.configurationIndex() > 0;
        FoundingRecord.check(
                config.directory(),
                config.cluster(),
                config.founders(),
                isSaid ? node.configuration() : Configuration.EMPTY,
                stored.lastIndex() == 0);
    }

    private Driver assemble(RaftStorage opened, KvStateMachine kv, RaftListener listener)
            throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create();
        StableLog stored = opened.log();
        RaftNode node =
                new RaftNode(
                        config.id(),
                        config.raft(),
                        opened.hardState(),
                        stored,
                        config.founders(),
                        random);
        checkFounding(opened, node);
        Bootstrap bootstrapPeers =
                new Bootstrap()
                        .channel(
                                Epoll.isAvailable()
                                        ? EpollSocketChannel.class
                                        : NioSocketChannel.class);
        Peers peers = new Peers(config, bootstrapPeers, loop, pipelines, random, new FromPeers());
        Snapshots snapshots =
                new Snapshots(
                        config,
                        opened.snapshots(),
                        this::onFiles,
                        this::onLoop,
                        event -> driver().finished(event),
                        System.nanoTime());
        Driver assembled =
                new Driver(
                        config,
                        loop,
                        System::nanoTime,
                        opened,
                        node,
                        kv,
                        peers,
                        snapshots,
                        buffers,
                        listener,
                        cache);
        peers.follow(node.configuration());
        assembled.tellMembers();
        return assembled;
    }

    private Channel bind() throws IOException {
        ByteSink sink = new ByteSink();
        ChannelFuture binding =
                new ServerBootstrap()
                        .group(group)
                        .channel(
                                Epoll.isAvailable()
                                        ? EpollServerSocketChannel.class
                                        : NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        PortConnection connection =
                                                new PortConnection(driver(), sink);
                                        pipelines.called(channel, connection);
                                    }
                                })
                        .bind(config.listen());
        await(binding);
        return binding.channel();
    }

    private void tick() {
        Driver ticked = driver();
        ticked.guarded(ticked::tick);
    }

    /** Does something on the loop; drops it when the server is ending. Safe from any thread. */
    private void onLoop(Runnable task) {
        try {
            loop.execute(() -> driver().guarded(task));
        } catch (RejectedExecutionException e) {
            log.debug("n{} ends, and hears of nothing any more", config.id());
        }
    }

    /** Does something that may wait for a disk. What it throws is a fault of ours. */
    // The top of what runs on that thread.
    @SuppressWarnings("CatchingUnchecked")
    private void onFiles(Runnable task) {
        files.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                onLoop(() -> driver().crashed(e));
            }
        });
    }

    /** What other servers say on the connections that we made. */
    private final class FromPeers implements PeerLink.Listener {
        @Override
        public void received(Message message) {
            driver().received(message);
        }

        @Override
        public void asked(int from, PeerFrame.Ask question) {
            driver().asked(from, question);
        }

        @Override
        public void answered(Reply reply) {
            driver().answered(reply);
        }

        @Override
        public void aside(int from, Bytes body) {
            driver().aside(from, body);
        }

        @Override
        public void crashed(Throwable cause) {
            driver().crashed(cause);
        }
    }

    private Driver driver() {
        return Objects.requireNonNull(driver, "the server is not put together yet");
    }

    /** Brings what storage reports from its writer's thread to the loop. */
    private final class OnLoop implements StorageListener {
        @Override
        public void persisted(long ticket) {
            onLoop(() -> driver().persisted(ticket));
        }

        @Override
        public void restored(SnapshotMeta snapshot) {
            onLoop(() -> onFiles(() -> load(snapshot)));
        }

        @Override
        public void statusChanged(StorageStatus status) {
            if (driver != null) {
                onLoop(() -> driver().statusChanged(status));
            }
        }
    }

    /**
     * Loads a received snapshot beside the state machine in use, then puts it in its place. Both
     * must fit on the disk; while they do not it is tried again, and this server only follows.
     */
    private void load(SnapshotMeta snapshot) {
        RaftStorage open = Objects.requireNonNull(storage);
        try {
            KvStateMachine loaded = machines.next(open.snapshots());
            onLoop(() -> {
                driver().restored(snapshot, loaded);
                // Behind whatever is being written of the old one, and its last step here.
                onFiles(() -> onLoop(machines::dropOld));
            });
        } catch (SnapshotException e) {
            onLoop(() -> driver().fail("a received snapshot cannot be loaded: " + e.getMessage()));
        } catch (IOException e) {
            log.warn("n{} cannot load a snapshot, tries again: {}", config.id(), e.getMessage());
            loadAgain(snapshot);
        }
    }

    private void loadAgain(SnapshotMeta snapshot) {
        CompletableFuture.delayedExecutor(LOAD_AGAIN_SECONDS, TimeUnit.SECONDS, this::onLoop)
                .execute(() -> onFiles(() -> load(snapshot)));
    }

    /**
     * Asks the leader, wherever it is, again and again for the time of a request: for something
     * that does no harm when it is done twice, such as a purge.
     *
     * @param request makes the request with the id that it is given
     * @param answer called once, on the server's loop or, where that has ended, at once
     */
    public void askLeader(LongFunction<Request> request, Consumer<Reply> answer) {
        try {
            loop.execute(() -> {
                if (driver().isStopped()) {
                    answer.accept(STOPPED);
                } else {
                    driver().guarded(() -> driver().askLeader(request, answer));
                }
            });
        } catch (RejectedExecutionException e) {
            answer.accept(STOPPED);
        }
    }

    /**
     * Says something to another server that consensus has nothing to do with; its {@link
     * RaftListener#aside} hears of it, or nobody.
     *
     * @param body a JSON object of at most {@link PeerFrame#MAX_ASIDE_BYTES} bytes
     */
    public void aside(int to, Bytes body) {
        Check.argument(body.length() <= PeerFrame.MAX_ASIDE_BYTES, "too long", body.length());
        onLoop(() -> driver().sendAside(to, body));
    }

    /**
     * What this server knows of cached objects, which may be a little old.
     *
     * @param answer called once, on the server's loop or, where that has ended, at once: with the
     *     entries of those keys that an edge is known to hold
     */
    public void locate(List<Bytes> keys, Consumer<List<CacheEntry>> answer) {
        look(
                kv -> {
                    List<CacheEntry> found = new ArrayList<>(keys.size());
                    for (Bytes key : keys) {
                        CacheEntry entry = kv.cacheEntry(key);
                        if (entry != null) {
                            found.add(entry);
                        }
                    }
                    return found;
                },
                List.of(),
                answer);
    }

    /**
     * The same of objects in the order of their keys.
     *
     * @param prefix what the keys begin with; empty for all
     * @param after only keys behind this one; empty for all
     * @param limit the most entries wanted
     */
    public void list(Bytes prefix, Bytes after, int limit, Consumer<List<CacheEntry>> answer) {
        look(
                kv -> {
                    List<CacheEntry> found = new ArrayList<>();
                    kv.cacheEntries(
                            prefix,
                            after,
                            entry -> {
                                found.add(entry);
                                return found.size() < limit;
                            });
                    return found;
                },
                List.of(),
                answer);
    }

    /**
     * What this server has under a key, which may be a little old.
     *
     * @param answer called once, as that of {@link #locate}; with nothing where the server has
     *     ended
     */
    public void value(Bytes key, Consumer<Optional<Content>> answer) {
        Request.Get get = new Request.Get(0, key, Consistency.STALE);
        look(
                kv ->
                        Optional.of(
                                kv.get(get, 0) instanceof Reply.Found found
                                        ? new Content.Value(found.value())
                                        : new Content.Absent()),
                Optional.empty(),
                answer);
    }

    private <T> void look(
            Function<KvStateMachine, T> question, T otherwise, Consumer<? super T> answer) {
        try {
            loop.execute(() -> {
                Driver running = driver();
                List<T> found = new ArrayList<>(1);
                if (!running.isStopped()) {
                    running.guarded(() -> found.add(question.apply(running.kv())));
                }
                answer.accept(found.isEmpty() ? otherwise : found.getFirst());
            });
        } catch (RejectedExecutionException e) {
            log.debug("n{} has ended, and knows of nothing any more", config.id());
            answer.accept(otherwise);
        }
    }

    /** How the server stands, as of the last tick. */
    public NodeStatus status() {
        return driver().status().latest();
    }

    /** What clients asked of it so far. */
    public KvStatistics statistics() {
        return driver().meter().statistics();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        Channel bound = Objects.requireNonNull(port, "the server does not listen");
        return (InetSocketAddress) bound.localAddress();
    }

    /** What connections that are made from now on have to prove, and what this server proves. */
    public void replaceSecurity(PortSecurity replacement) {
        security = replacement;
    }

    /** The server's directory. */
    public Path directory() {
        return config.directory();
    }

    /** Ends every connection, writes what waits and closes the files; at most 15 s for each. */
    @Override
    public void close() throws IOException {
        if (isClosed) {
            return;
        }
        isClosed = true;
        Channel bound = port;
        if (bound != null) {
            bound.close().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        }
        Driver assembled = driver;
        SnapshotMeta kept = SnapshotMeta.NONE;
        if (assembled != null) {
            var closing =
                    loop.submit(() -> {
                        SnapshotMeta stands = assembled.kept();
                        assembled.close();
                        return stands;
                    });
            if (closing.awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS)) {
                kept = await(closing);
            }
        }
        group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        handshakes.shutdownNow();
        boolean isQuiet = loop.isTerminated() && endFiles();
        try {
            if (isQuiet && assembled != null && kept.lastIncludedIndex() > 0) {
                machines.keep(assembled.kv(), kept);
            }
            machines.close();
        } finally {
            if (storage != null) {
                storage.close();
            }
        }
    }

    /** Whether nothing is done on the other thread any more. */
    private boolean endFiles() {
        files.shutdown();
        try {
            if (files.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        files.shutdownNow();
        return false;
    }

    private static <T extends @Nullable Object> T await(Future<T> future) throws IOException {
        if (!future.awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("no answer from the event loop");
        }
        Throwable cause = future.cause();
        return switch (cause) {
            case null -> future.getNow();
            case IOException failure -> throw failure;
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            default -> throw new IOException(cause);
        };
    }
}

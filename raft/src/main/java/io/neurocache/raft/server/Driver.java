package io.neurocache.raft.server;

import io.netty.channel.EventLoop;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Event;
import io.neurocache.raft.HardState;
import io.neurocache.raft.Message;
import io.neurocache.raft.Payload;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.Refusal;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.kv.KvResult;
import io.neurocache.raft.kv.KvStateMachine;
import io.neurocache.raft.store.RaftStorage;
import io.neurocache.raft.store.StorageStatus;
import io.neurocache.raft.transport.LoopBuffers;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.PeerFrame;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.RequestReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the core: brings it what happens, and does what it asks for, in order.
 *
 * <p>It runs on the event loop of the Raft port, so that a request is read, decoded, proposed and
 * answered without a hand-over. What comes in one turn of the loop goes together: one proposal, one
 * read, one write to the log, one flush for each connection.
 *
 * <p>Event loop only.
 */
final class Driver {
    private static final Logger log = LoggerFactory.getLogger(Driver.class);

    private static final String NO_ROOM = "the disk has no room for the keys";

    private final RaftServerConfig config;
    private final EventLoop loop;
    private final LongSupplier nanoClock;
    private final RaftStorage storage;
    private final RaftNode node;
    private final Peers peers;
    private final Snapshots snapshots;
    private final MemberChanges changes;
    private final Status status;
    private final Meter meter;
    private final TickClock ticks;
    private final StorageWatch disk;
    private final RaftListener listener;
    private final RequestReader requests = new RequestReader();
    private final Writes writes;
    private final Reads reads;
    private final Connections connections;
    private final Applier applier;
    private final RoundTrips roundTrips;
    private final Refusals refusals;
    private final News news;
    private final CacheSide caches;
    private long nextId = 1;
    private boolean isTurnOpen;
    private boolean isApplyingStalled;
    private boolean isStopped;

    Driver(
            RaftServerConfig config,
            EventLoop loop,
            LongSupplier nanoClock,
            RaftStorage storage,
            RaftNode node,
            KvStateMachine kv,
            Peers peers,
            Snapshots snapshots,
            LoopBuffers buffers,
            RaftListener listener,
            @Nullable CacheListener cache) {
        this.config = config;
        this.loop = loop;
        this.nanoClock = nanoClock;
        this.storage = storage;
        this.node = node;
        this.applier =
                new Applier(
                        config.id(),
                        storage.log(),
                        config.raft().maxAppendBytes(),
                        kv,
                        this::applied);
        this.refusals = new Refusals(node, peers);
        this.news = new News(node.id(), listener);
        this.peers = peers;
        this.snapshots = snapshots;
        this.listener = listener;
        this.writes = new Writes(config.raft().maxAppendBytes());
        this.reads = new Reads(buffers::isOutFull, id -> node.configuration().contains(id));
        this.connections = new Connections(config, nanoClock);
        this.changes = new MemberChanges(node, peers);
        this.roundTrips = new RoundTrips(nanoClock);
        this.status = new Status(config, node, storage.snapshots(), nanoClock, roundTrips, kv);
        this.disk = new StorageWatch(config, storage);
        this.ticks = new TickClock(config, nanoClock.getAsLong());
        this.meter = new Meter(nanoClock.getAsLong());
        this.caches = new CacheSide(config, node, cache, new ToLeader(), nanoClock.getAsLong());
        caches.follow(kv);
    }

    /**
     * Does something on behalf of this server; does nothing once it has stopped. What is thrown is
     * a fault of ours, or a disk's that cannot be answered otherwise: the server stops, as another
     * one can go on and a wrong one must not.
     */
    // The top of what runs on the loop.
    @SuppressWarnings("CatchingUnchecked")
    void guarded(Runnable work) {
        if (isStopped) {
            return;
        }
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            crashed(e);
        }
    }

    /** Lets the ticks that have passed be counted, and looks after whatever has a time. */
    void tick() {
        long now = nanoClock.getAsLong();
        for (int left = ticks.passed(now); left > 0; left--) {
            step(new Event.Ticked());
        }
        writes.expire(now);
        reads.expire(now);
        changes.expire(now);
        caches.tick(now);
        if (disk.beginsToStall()) {
            log.warn("n{} t{} the disk takes nothing", node.id(), node.currentTerm());
            step(new Event.StorageStalled());
        }
        watchApplying(now);
        changes.due(this::nextId).forEach(this::step);
        if (snapshots.isDue(now)) {
            takeSnapshot(now);
        }
        status.refresh(applier.kv());
        meter.tick(now);
        openTurn();
    }

    /** Whatever the core believes, nothing is applied to a state machine that is to be replaced. */
    private void watchApplying(long now) {
        if (!snapshots.isRestoring()) {
            applier.retry(now);
            caches.applied(applier.kv());
        }
        boolean stalls = applier.isBehind();
        if (stalls != isApplyingStalled) {
            isApplyingStalled = stalls;
            step(stalls ? new Event.ApplyingStalled() : new Event.ApplyingResumed());
        }
    }

    // ---- What happens.

    private void step(Event event) {
        // By hand: an effect may bring the server to its end, and then no other is done.
        for (Effect effect : node.step(event)) {
            if (isStopped) {
                return;
            }
            perform(effect);
        }
    }

    /** Another server's message. Entries are dropped, to come again, while the disk lags behind. */
    void received(Message message) {
        if (isStopped) {
            return;
        }
        if (log.isTraceEnabled()) {
            log.trace("n{} t{} received {}", node.id(), node.currentTerm(), message);
        }
        boolean isData =
                message instanceof Message.InstallSnapshot
                        || (message instanceof Message.AppendEntries append
                                && !append.entries().isEmpty());
        roundTrips.received(message);
        if (!isData || storage.hasRoom()) {
            step(new Event.Received(message));
            openTurn();
        }
    }

    /** Storage reports a ticket, on the loop. */
    void persisted(long ticket) {
        storage.settle(ticket);
        step(new Event.Persisted(ticket));
        openTurn();
    }

    /** Something that was read, written or restored on another thread. */
    void finished(Event event) {
        step(event);
        openTurn();
    }

    /** A received snapshot has been loaded; the state machine is another one from now on. */
    void restored(SnapshotMeta snapshot, KvStateMachine loaded) {
        applier.replace(loaded);
        snapshots.restored(nanoClock.getAsLong());
        caches.restored(snapshot, loaded, nanoClock.getAsLong());
        step(new Event.SnapshotRestored(snapshot));
        openTurn();
    }

    void statusChanged(StorageStatus changed) {
        switch (changed) {
            case StorageStatus.Ready() -> log.info("n{} the disk has room again", node.id());
            case StorageStatus.DiskFull(long _, String message) ->
                    log.warn("n{} refuses writes: {}", node.id(), message);
            case StorageStatus.Failed(String message) -> fail(message);
            case StorageStatus.Closed() -> log.debug("n{} storage is closed", node.id());
        }
    }

    /** Something was thrown where nothing must be. */
    void crashed(Throwable cause) {
        log.error("n{} t{} fails inside", node.id(), node.currentTerm(), cause);
        fail(
                cause instanceof UncheckedIOException
                        ? "a file cannot be used: " + cause.getMessage()
                        : "a fault of its own: " + cause);
    }

    /** This server can go on no longer: another one may, and a wrong one must not. */
    void fail(String message) {
        if (!isStopped) {
            log.error("n{} t{} stops: {}", node.id(), node.currentTerm(), message);
            close();
            listener.failed(message);
        }
    }

    /** Whether the server has failed or was closed: nothing is done or answered any more. */
    boolean isStopped() {
        return isStopped;
    }

    // ---- What clients ask.

    RequestReader requests() {
        return requests;
    }

    long deadlineNanos() {
        return nanoClock.getAsLong() + config.requestTimeout().toNanos();
    }

    /** The port that was taken where any was asked for. */
    void listensOn(int port) {
        peers.listensOn(port);
        tellMembers();
    }

    /** Counts an answer, unless the client was only told whom to ask. */
    void answered(Asker asker, Reply reply) {
        if (!(reply instanceof Reply.NotLeader)) {
            long askedNanos = asker.deadlineNanos() - config.requestTimeout().toNanos();
            meter.answered(asker.op(), nanoClock.getAsLong() - askedNanos);
        }
    }

    void write(Asker asker, Bytes command) {
        openTurn();
        Reply refusal = disk.refusalOf(command);
        if (refusal == null && applier.isBehind() && !followsAnother()) {
            refusal = Refusals.overloaded(NO_ROOM);
        }
        if (refusal != null) {
            asker.answer(refusal);
        } else if (writes.add(asker, command)) {
            propose();
        }
    }

    /** Whether something committed waits for room in the state machine. */
    boolean isBehind() {
        return applier.isBehind();
    }

    /**
     * Whether the state machine stands where the core believes. Not while there is no room for the
     * keys, and not when they were kept by a clean stop and the log is gone through again.
     */
    private boolean isInStep() {
        return applier.isAt(node.lastApplied());
    }

    private boolean followsAnother() {
        return node.leader() != HardState.NOBODY && node.leader() != node.id();
    }

    void ask(Asker asker, Request request) {
        openTurn();
        switch (request) {
            case Request.Lease _ ->
                    asker.answer(
                            new Reply.Failed(
                                    0, ErrorCode.UNAUTHORIZED, "a lease is for servers alone"));
            case Request.Get get -> read(asker, get, get.read());
            case Request.Scan scan -> read(asker, scan, scan.read());
            case Request.Entries entries -> read(asker, entries, entries.read());
            case Request.Status _ -> asker.answer(status.reply(request.id(), applier.kv()));
            case Request.Members _ ->
                    asker.answer(
                            new Reply.MembersTold(
                                    request.id(), peers.members(applier.kv().edges())));
            case Request.AddMember add -> changes.add(asker, add, nextId()).forEach(this::step);
            case Request.PromoteMember promote ->
                    changes.promote(asker, promote, nextId()).forEach(this::step);
            case Request.RemoveMember remove ->
                    changes.remove(asker, remove, nextId()).forEach(this::step);
            case Request.TransferLeader transfer ->
                    changes.transfer(asker, transfer, nextId()).forEach(this::step);
            case Request.Snapshot _ -> {
                if (snapshots.isRestoring()) {
                    asker.answer(Refusals.overloaded("a leader's snapshot is being loaded"));
                } else if (!isInStep()) {
                    asker.answer(Refusals.overloaded("what is committed is still to be applied"));
                } else {
                    snapshots.whenTaken(asker);
                    takeSnapshot(nanoClock.getAsLong());
                }
            }
            case Request.ReadSnapshot piece -> snapshots.answer(asker, piece);
            case Request.Write _ -> throw new IllegalArgumentException("a write is no question");
        }
    }

    // ---- What servers ask.

    /** Another server asks this one, as it takes it for the leader. */
    void asked(int from, PeerFrame.Ask question) {
        if (isStopped) {
            return;
        }
        long id = question.request().id();
        Asker asker =
                new Asker((_, reply) -> tell(from, reply), id, Meter.Op.NONE, deadlineNanos());
        serve(from, asker, question.request(), question.command());
    }

    private void tell(int to, Reply reply) {
        send(to, new PeerFrame.Answer(reply));
    }

    private void send(int to, PeerFrame frame) {
        if (!peers.send(to, frame)) {
            connections.send(to, frame);
        }
    }

    /** Says something to another server, or to nobody. */
    void sendAside(int to, Bytes body) {
        openTurn();
        send(to, new PeerFrame.Aside(body));
    }

    /** Another server has said something for whoever looks on. */
    void aside(int from, Bytes body) {
        if (!isStopped) {
            listener.aside(from, body);
        }
    }

    /** Who belongs to the cluster, for whoever looks on. */
    void tellMembers() {
        listener.members(peers.members(applier.kv().edges()));
    }

    private void serve(int from, Asker asker, Request request, Bytes command) {
        openTurn();
        switch (request) {
            case Request.ServerWrite write when write.member() != from ->
                    asker.answer(
                            new Reply.Failed(
                                    0, ErrorCode.UNAUTHORIZED, "a server speaks for itself alone"));
            case Request.Write _ -> write(asker, command);
            case Request.Lease lease when lease.member() == from -> {
                Reply refusal = caches.asked(lease, nanoClock.getAsLong());
                if (refusal == null) {
                    reads.add(asker, lease);
                } else {
                    asker.answer(refusal);
                }
            }
            // An operator may ask any server, which asks the leader for it.
            case Request.PromoteMember _,
                    Request.RemoveMember _,
                    Request.TransferLeader _,
                    Request.Snapshot _ ->
                    ask(asker, request);
            default ->
                    asker.answer(
                            new Reply.Failed(
                                    0, ErrorCode.INVALID_REQUEST, "no question between servers"));
        }
    }

    /** Another server has answered a question of this one. */
    void answered(Reply reply) {
        caches.answered(reply);
        openTurn();
    }

    /** Asks the leader for something that may be done twice; answered once, on the loop. */
    void askLeader(LongFunction<Request> request, Consumer<Reply> answer) {
        openTurn();
        caches.ask(request, deadlineNanos(), nanoClock.getAsLong(), answer);
    }

    /** How a question reaches the leader, which may be this server. */
    private final class ToLeader implements Questions.Way {
        @Override
        public int leader() {
            return node.leader();
        }

        @Override
        public boolean ask(int leader, Request request, Bytes command) {
            if (leader == node.id()) {
                Asker self =
                        new Asker(
                                (_, reply) -> caches.answered(reply),
                                request.id(),
                                Meter.Op.NONE,
                                deadlineNanos());
                serve(leader, self, request, command);
                return true;
            }
            PeerFrame.Ask question = new PeerFrame.Ask(request, command);
            return peers.send(leader, question) || connections.send(leader, question);
        }
    }

    private void read(Asker asker, Request request, Consistency consistency) {
        switch (consistency) {
            case STALE -> asker.answer(reads.answer(applier.kv(), request, 0));
            case LINEARIZABLE -> reads.add(asker, request);
        }
    }

    private long nextId() {
        return nextId++;
    }

    private void propose() {
        if (writes.hasBatch()) {
            Event.Proposed batch = writes.batch(nextId);
            nextId += batch.commands().size();
            step(batch);
        }
    }

    // ---- Turns of the loop.

    /** Has {@link #endTurn} run when this turn of the loop has read what there is. */
    private void openTurn() {
        if (!isTurnOpen) {
            isTurnOpen = true;
            loop.execute(() -> guarded(this::endTurn));
        }
    }

    private void endTurn() {
        caches.askForLease(applier.kv(), nanoClock.getAsLong());
        propose();
        if (reads.hasBatch()) {
            long readId = nextId();
            reads.ask(readId);
            step(new Event.ReadRequested(readId));
        }
        peers.flush();
        isTurnOpen = false;
        connections.flush();
    }

    void gathered(PortConnection connection) {
        connections.gathered(connection);
        openTurn();
    }

    // ---- What the core asks for.

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Send(Message message) -> {
                roundTrips.sent(message);
                listener.sent(message);
                send(message.to(), new PeerFrame.Rpc(message));
            }
            case Effect.Persist persist -> storage.persist(persist);
            case Effect.Apply(List<Entry> entries) -> {
                applier.apply(entries, nanoClock.getAsLong());
                caches.applied(applier.kv());
            }
            case Effect.Accepted accepted -> {
                if (!changes.accepted(accepted)) {
                    writes.accepted(accepted, Refusals.LOST);
                }
            }
            case Effect.Refused refused -> refused(refused);
            case Effect.ReadReady(long readId, long readIndex) -> {
                if (applier.kv().appliedIndex() >= readIndex) {
                    reads.ready(readId, readIndex, applier.kv());
                } else {
                    reads.refused(readId, Refusals.overloaded(NO_ROOM));
                }
            }
            case Effect.ReadSnapshot wanted -> snapshots.read(wanted);
            case Effect.WriteSnapshot piece -> snapshots.write(piece);
            case Effect.Restore(SnapshotMeta snapshot) -> restore(snapshot);
            case Effect.Compact(long upTo) -> compact(upTo);
            case Effect.BecameLeader became -> {
                news.tell(became);
                caches.becameLeader(nanoClock.getAsLong());
            }
            case Effect.SteppedDown down -> {
                news.tell(down);
                roundTrips.clear();
                changes.steppedDown(down.cause());
                caches.steppedDown(refusals.of(Refusal.NOT_LEADER));
            }
            case Effect.LeaderChanged changed -> {
                news.tell(changed);
                caches.leaderChanged(nanoClock.getAsLong());
            }
            case Effect.ConfigurationChanged changed -> {
                news.tell(changed);
                peers.follow(changed.configuration());
                tellMembers();
                caches.edgesChanged(applier.kv());
            }
        }
    }

    private void applied(Entry entry, @Nullable KvResult result) {
        if (entry.payload() instanceof Payload.Reconfigure(var configuration)) {
            changes.applied(entry.index(), configuration);
            caches.follow(configuration, nanoClock.getAsLong());
        }
        snapshots.applied(entry.sizeBytes());
        Asker waits = writes.applied(entry.index(), entry.term(), result, Refusals.LOST);
        switch (result) {
            case KvResult.Purged(long _, Request.Purge purge) ->
                    caches.purged(entry, purge, waits, nanoClock.getAsLong());
            case KvResult.Announced _ -> caches.edgesChanged(applier.kv());
            case KvResult.Preload(long _, Request.Preload preload) -> caches.preload(preload);
            case null, default -> {}
        }
    }

    private void refused(Effect.Refused refused) {
        Reply reply = refusals.of(refused.reason());
        if (!changes.refused(refused.id(), reply)) {
            reads.refused(refused.id(), reply);
            writes.refused(refused.id(), reply);
        }
    }

    // ---- Snapshots.

    private void takeSnapshot(long now) {
        if (snapshots.isUnderWay() || !isInStep()) {
            return;
        }
        SnapshotMeta meta = node.appliedSnapshot();
        snapshots.take(meta, applier.kv(), now);
    }

    private void restore(SnapshotMeta snapshot) {
        snapshots.restoring();
        try {
            storage.restore(snapshot);
        } catch (IOException e) {
            fail("a received snapshot cannot be put in force: " + e.getMessage());
        }
    }

    private void compact(long upTo) {
        try {
            storage.compact(upTo);
        } catch (IOException e) {
            fail("the log cannot be compacted: " + e.getMessage());
        }
    }

    Connections connections() {
        return connections;
    }

    Status status() {
        return status;
    }

    Meter meter() {
        return meter;
    }

    /**
     * Where the state machine stands, when it can be kept for the next start as it is; {@link
     * SnapshotMeta#NONE} when it cannot. Call it before {@link #close}.
     */
    SnapshotMeta kept() {
        boolean isBusy = snapshots.isRestoring() || snapshots.isUnderWay();
        boolean isSound = !isStopped && !isBusy && isInStep();
        return isSound ? node.appliedSnapshot() : SnapshotMeta.NONE;
    }

    /** The state machine in use. */
    KvStateMachine kv() {
        return applier.kv();
    }

    /** Does nothing any more and ends every connection. */
    void close() {
        isStopped = true;
        caches.close();
        connections.close();
        peers.close();
    }
}

package io.neurocache.raft.sim;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Event;
import io.neurocache.raft.HardState;
import io.neurocache.raft.Leader;
import io.neurocache.raft.Message;
import io.neurocache.raft.Payload;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.Refusal;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.sim.check.LogMirror;
import io.neurocache.raft.sim.check.Observation;
import io.neurocache.raft.sim.check.Rules;
import io.neurocache.slab.Check;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One server: a Raft core and the shell around it, with a simulated disk and network. Does the
 * core's effects in order and shows the rules what happened. One thread.
 */
final class SimNode {
    final int id;
    final SimStorage storage = new SimStorage();
    final SimStateMachine machine;
    final Observation seen;

    /** Microseconds of everybody's time; a write begun before then is not finished before then. */
    long diskHangsUntilMicros;

    /** Until then, in everybody's time, the disk has no room for entries. */
    long diskFullUntilMicros;

    /** A write takes so many times as long. */
    int diskSlowness = 1;

    /** The disk lost something that was synced: the server never starts again. */
    boolean isDamaged;

    private final TestCluster cluster;
    private final Application application;
    private final Configuration bootstrap;
    private final SimRandom random;
    private final Consumer<Event> steps = this::step;

    /** By client: the index and term of the write whose outcome it waits for here. */
    private final long[] awaitedIndex;

    private final long[] awaitedTerm;
    private @Nullable RaftNode core;
    private long lastSnapshotIndex;
    private long readCounter;

    SimNode(int id, TestCluster cluster, Configuration bootstrap, SimRandom random) {
        this.id = id;
        this.cluster = cluster;
        this.application = cluster.application;
        this.bootstrap = bootstrap;
        this.random = random;
        LifePlan plan = cluster.plan;
        machine = new SimStateMachine(plan.keys(), plan.clients() + 1);
        seen = new Observation(id, new LogMirror(bootstrap), storage);
        awaitedIndex = new long[plan.clients() + 1];
        awaitedTerm = new long[plan.clients() + 1];
    }

    boolean isUp() {
        return core != null;
    }

    /** Starts the server from its disk; false where the disk does not allow it. */
    boolean start() {
        Check.state(core == null, "the server runs");
        if (storage.recover() == SimStorage.Recovery.CORRUPT) {
            return false;
        }
        SnapshotMeta snapshot = storage.snapshot();
        seen.log.reset(
                new SnapshotMeta(
                        snapshot.lastIncludedIndex(),
                        snapshot.lastIncludedTerm(),
                        storage.configurationOr(bootstrap)));
        long first = snapshot.lastIncludedIndex() + 1;
        if (first <= storage.lastIndex()) {
            seen.log.append(storage.read(first, storage.lastIndex(), Long.MAX_VALUE));
        }
        machine.clear();
        if (snapshot.lastIncludedIndex() > 0) {
            machine.restore(storage.snapshotBytes());
        }
        lastSnapshotIndex = snapshot.lastIncludedIndex();
        Arrays.fill(awaitedIndex, 0);
        RaftNode node =
                new RaftNode(
                        id, cluster.plan.config(), storage.hardState(), storage, bootstrap, random);
        core = node;
        seen.incarnation++;
        observe(node);
        cluster.rules.started(seen);
        application.started(id, node, lastSnapshotIndex, applicationState(storage.snapshotBytes()));
        return true;
    }

    /** What stands in a snapshot behind the state machine's own part. */
    private Bytes applicationState(Bytes snapshot) {
        int own = machine.sizeBytes();
        return snapshot.length() <= own
                ? Bytes.EMPTY
                : Bytes.wrap(Arrays.copyOfRange(snapshot.array(), own, snapshot.length()));
    }

    /** The process dies. */
    void crash() {
        Check.state(core != null, "the server is down");
        core = null;
        seen.leads = false;
        storage.crash(random);
        application.crashed(id);
    }

    /** Lets the core make a step and does what it asks for. */
    void step(Event event) {
        RaftNode node = core;
        if (node == null) {
            return;
        }
        if (event instanceof Event.SnapshotRestored(SnapshotMeta snapshot)) {
            seen.log.reset(snapshot);
            cluster.rules.restored(seen, snapshot.lastIncludedIndex(), snapshot.lastIncludedTerm());
        }
        List<Effect> effects = node.step(event);
        observe(node);
        if (cluster.isTraced()) {
            cluster.trace(seen + " " + event + " -> " + effects);
        }
        Rules rules = cluster.rules;
        if (!effects.isEmpty()) {
            for (int i = 0; i < effects.size(); i++) {
                write(effects.get(i));
            }
            rules.advance(seen);
            for (int i = 0; i < effects.size(); i++) {
                perform(effects.get(i));
            }
            beginWrite();
        } else {
            rules.advance(seen);
        }
        rules.stepped(seen);
        cluster.network.note(
                seen.term * 31 + seen.commitIndex * 7 + seen.lastIndex * 3 + effects.size());
    }

    private void observe(RaftNode node) {
        seen.leads = node.role() instanceof Leader;
        seen.term = node.currentTerm();
        seen.votedFor = node.votedFor();
        seen.commitIndex = node.commitIndex();
        seen.lastApplied = node.lastApplied();
        seen.lastIndex = node.lastIndex();
        seen.configuration = node.configuration();
    }

    /** What changes the log comes first, so that the rules see a log that is up to date. */
    private void write(Effect effect) {
        if (effect instanceof Effect.Persist persist) {
            if (!persist.entries().isEmpty()) {
                seen.log.append(persist.entries());
                cluster.rules.appended(seen, persist.entries());
            }
            storage.persist(persist);
        } else if (effect instanceof Effect.Restore(SnapshotMeta snapshot)) {
            Bytes bytes = storage.restore(snapshot);
            machine.restore(bytes);
            lastSnapshotIndex = snapshot.lastIncludedIndex();
            cluster.compareStates(this);
            application.restored(id, snapshot, applicationState(bytes));
        }
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Send(Message message) -> send(message);
            case Effect.Persist _, Effect.Restore _ -> {}
            case Effect.Apply(List<Entry> entries) -> apply(entries);
            case Effect.Accepted accepted when isOfApplication(accepted.proposalId()) ->
                    application.heard(id, accepted);
            case Effect.Accepted accepted -> {
                int client = Requests.client(accepted.proposalId());
                if (accepted.count() > 0 && client > 0) {
                    awaitedIndex[client] = accepted.firstIndex();
                    awaitedTerm[client] = accepted.term();
                }
            }
            case Effect.Refused refused -> refuse(refused);
            case Effect.ReadReady ready -> {
                Check.invariant(
                        machine.lastApplied() >= ready.readIndex(), "a read before its time");
                if (isOfApplication(ready.readId())) {
                    application.heard(id, ready);
                    return;
                }
                int key = cluster.workload.keyOf(ready.readId());
                cluster.workload.answerRead(id, ready.readId(), machine.value(key));
            }
            case Effect.ReadSnapshot read ->
                    cluster.network.plan(
                            cluster.network.nowMicros() + 100,
                            SimNetwork.SNAPSHOT_READ,
                            id,
                            seen.incarnation,
                            read);
            case Effect.WriteSnapshot piece -> storage.write(piece);
            case Effect.Compact(long upTo) -> storage.compact(upTo);
            case Effect.BecameLeader _ -> {
                cluster.rules.becameLeader(seen);
                cluster.nemesis.elected(id);
                application.heard(id, effect);
            }
            case Effect.SteppedDown _, Effect.LeaderChanged _, Effect.ConfigurationChanged _ ->
                    application.heard(id, effect);
        }
    }

    private static boolean isOfApplication(long name) {
        return (name & Application.NAME) != 0;
    }

    private void refuse(Effect.Refused refused) {
        if (isOfApplication(refused.id())) {
            application.heard(id, refused);
        } else {
            cluster.workload.refuse(id, refused);
        }
    }

    private void send(Message message) {
        if (message instanceof Message.RequestVoteReply reply && reply.voteGranted()) {
            cluster.rules.voted(seen, reply.term(), reply.to());
        } else if (message instanceof Message.AppendEntriesReply reply) {
            cluster.rules.promised(seen, reply.term(), reply.matchIndex());
        }
        cluster.network.send(message);
    }

    private void apply(List<Entry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            cluster.rules.applied(seen, entry);
            long answer = machine.apply(entry);
            cluster.compareStates(this);
            application.applied(id, entry);
            if (entry.payload() instanceof Payload.Command(Bytes command)
                    && command.length() == Command.LENGTH) {
                answer(entry, Command.client(command), Command.seq(command), answer);
            }
        }
        long applied = machine.lastApplied();
        if (applied - lastSnapshotIndex >= cluster.plan.snapshotEvery()) {
            lastSnapshotIndex = applied;
            SnapshotMeta meta =
                    new SnapshotMeta(
                            applied, seen.log.term(applied), seen.log.configurationAt(applied));
            storage.save(meta, machine.snapshot(application.snapshot(id, meta)));
        }
    }

    private void answer(Entry entry, int client, int seq, long answer) {
        if (awaitedIndex[client] != entry.index()) {
            return;
        }
        awaitedIndex[client] = 0;
        if (awaitedTerm[client] == entry.term() && answer != SimStateMachine.STALE) {
            cluster.rules.acknowledged(seen, entry);
            cluster.workload.answerWrite(id, client, seq, answer);
        }
    }

    /** Begins to write what waits and has room. */
    void beginWrite() {
        long now = cluster.network.nowMicros();
        if (!storage.begin(now < diskFullUntilMicros)) {
            return;
        }
        long took = 50 + (long) random.nextInt(2 * cluster.plan.syncMicros()) * diskSlowness;
        long end = Math.max(now + took, diskHangsUntilMicros);
        cluster.network.plan(end, SimNetwork.DISK, id, seen.incarnation);
        long patience =
                (long) cluster.plan.config().electionTimeoutTicks() * TimeController.TICK_MICROS;
        if (end - now > patience) {
            cluster.network.plan(now + patience, SimNetwork.DISK_STALLED, id, seen.incarnation);
        }
    }

    /** The write that was begun is synced. */
    void diskDone() {
        storage.finish(steps);
        if (core != null) {
            beginWrite();
        }
    }

    /** A client asks for a write. */
    void propose(long proposalId, Bytes command) {
        propose(new Event.Proposed(proposalId, List.of(new Payload.Command(command))));
    }

    /** A shell whose disk is full refuses what is to be written. */
    void propose(Event.Proposed proposal) {
        if (cluster.network.nowMicros() < diskFullUntilMicros) {
            refuse(new Effect.Refused(proposal.proposalId(), Refusal.OVERLOADED, HardState.NOBODY));
            return;
        }
        step(proposal);
    }

    /** A client asks for a read; its request's name gets a number that rises. */
    void read(long request) {
        step(new Event.ReadRequested(Requests.numbered(request, ++readCounter)));
    }

    /** Answers the core's wish for a piece of the snapshot. */
    void readSnapshot(Effect.ReadSnapshot wish) {
        SnapshotMeta snapshot = storage.snapshot();
        byte[] bytes = storage.snapshotBytes().array();
        if (snapshot.lastIncludedIndex() != wish.lastIncludedIndex()
                || wish.offset() > bytes.length) {
            step(new Event.SnapshotUnreadable(wish.to(), wish.lastIncludedIndex()));
            return;
        }
        int from = (int) wish.offset();
        int to = Math.min(bytes.length, from + wish.maxBytes());
        step(
                new Event.SnapshotRead(
                        wish.to(),
                        wish.lastIncludedIndex(),
                        from,
                        Bytes.wrap(Arrays.copyOfRange(bytes, from, to)),
                        to == bytes.length));
    }
}

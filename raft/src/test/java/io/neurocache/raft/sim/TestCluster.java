package io.neurocache.raft.sim;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Event;
import io.neurocache.raft.Message;
import io.neurocache.raft.sim.check.CommittedLog;
import io.neurocache.raft.sim.check.Disk;
import io.neurocache.raft.sim.check.Observation;
import io.neurocache.raft.sim.check.Rules;
import io.neurocache.raft.sim.check.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster: servers, their disks and clocks, the network between them, clients, and the
 * rules, which are checked after every step of every server. One thread, no real time: everything
 * follows from the plan's seed.
 *
 * <p>A broken rule throws {@link Violation}; an assertion of the core throws what it throws.
 */
public final class TestCluster {
    private static final int NETWORK_STREAM = 2;
    private static final int CLIENT_STREAM = 3;
    private static final int CLOCK_STREAM = 4;
    private static final int NODE_STREAM = 64;

    /** A server that was stopped for long does not catch up on more ticks than that at once. */
    private static final int MAX_TICKS_AT_ONCE = 200;

    final LifePlan plan;
    final SimNetwork network;
    final ChaosNetwork chaos;
    final TimeController time;
    final Rules rules;
    final Workload workload;

    private final SimNode[] nodes;
    private final Receiver receiver = new Receiver();
    private final long[] ticksOwedSince;
    private final @Nullable Consumer<String> tracer;
    private long[] digests = new long[64];
    private long events;
    private Runnable operator = () -> {};

    Nemesis nemesis = Nemesis.NONE;

    /** A cluster whose voters have just started. */
    public TestCluster(LifePlan plan) {
        this(plan, null);
    }

    /**
     * As {@link #TestCluster(LifePlan)}, telling everything that happens.
     *
     * @param tracer gets a line for each step, or null
     */
    public TestCluster(LifePlan plan, @Nullable Consumer<String> tracer) {
        this.plan = plan;
        this.tracer = tracer;
        int maxId = plan.maxId();
        chaos = new ChaosNetwork(maxId, plan.weather(), SimRandom.of(plan.seed(), NETWORK_STREAM));
        network = new SimNetwork(maxId, chaos);
        time = new TimeController(maxId, SimRandom.of(plan.seed(), CLOCK_STREAM));
        time.skew(plan.skewPermille());
        ticksOwedSince = new long[maxId + 1];
        Configuration voters =
                Configuration.of(IntStream.rangeClosed(1, plan.voters()).boxed().toList());
        nodes = new SimNode[maxId + 1];
        Disk[] disks = new Disk[maxId + 1];
        for (int id = 1; id <= maxId; id++) {
            Configuration bootstrap = id <= plan.voters() ? voters : Configuration.EMPTY;
            SimRandom random = SimRandom.of(plan.seed(), NODE_STREAM + id);
            nodes[id] = new SimNode(id, this, bootstrap, random);
            disks[id] = nodes[id].storage;
        }
        rules = new Rules(disks);
        workload = new Workload(this, chaos, SimRandom.of(plan.seed(), CLIENT_STREAM));
        for (int id = 1; id <= plan.voters(); id++) {
            start(id);
        }
        workload.start();
    }

    /** Events so far: messages, ticks, writes, requests, answers, troubles. */
    public long events() {
        return events;
    }

    /** What happened so far, as one number. */
    public long digest() {
        return network.digest();
    }

    /** What all servers agree on so far. */
    public CommittedLog committed() {
        return rules.committed();
    }

    /** What can be seen of a server. */
    public Observation node(int id) {
        return nodes[id].seen;
    }

    SimNode server(int id) {
        return nodes[id];
    }

    /** Makes the next event happen; false where there is none. */
    public boolean step() {
        return network.step(receiver);
    }

    /** Lets so many events happen. */
    public void run(long count) {
        long end = events + count;
        boolean goesOn = true;
        while (goesOn && events < end) {
            goesOn = step();
        }
    }

    /**
     * Lets events happen until the condition holds, or so much time has passed.
     *
     * @return whether the condition holds
     */
    public boolean runUntil(BooleanSupplier condition, long patienceMicros) {
        long end = network.nowMicros() + patienceMicros;
        while (!condition.getAsBoolean()) {
            for (int i = 0; i < 16; i++) {
                if (network.nowMicros() > end || !step()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The process of a server dies, whatever it is doing. */
    public void crash(int id) {
        if (nodes[id].isUp()) {
            nodes[id].crash();
            if (isTraced()) {
                trace("n" + id + " crashes");
            }
        }
    }

    /**
     * A server starts, from what its disk kept; one that runs stays as it is.
     *
     * @return false where the disk lost something that was synced, so that it must not start
     */
    public boolean restart(int id) {
        return nodes[id].isUp() || start(id);
    }

    private boolean start(int id) {
        boolean started = nodes[id].start();
        if (isTraced()) {
            trace("n" + id + (started ? " starts" : " refuses to start"));
        }
        if (started) {
            nodes[id].diskSlowness = 1;
            ticksOwedSince[id] = 0;
            planTick(id, network.nowMicros() + time.tickMicros(id));
        } else if (!nodes[id].isDamaged) {
            throw new Violation("Recovery", "n" + id + " takes a torn tail for corruption");
        }
        return started;
    }

    /** Cuts the servers off from the others, both ways; they still reach each other. */
    public void partition(int... ids) {
        long set = 0;
        for (int id : ids) {
            set |= 1L << id;
        }
        chaos.partition(set);
    }

    /** Makes the network whole and fair. */
    public void heal() {
        chaos.heal();
        chaos.weather(ChaosNetwork.Weather.FAIR);
        time.heal();
        for (int id = 1; id <= plan.maxId(); id++) {
            nodes[id].diskSlowness = 1;
            nodes[id].diskHangsUntilMicros = 0;
            nodes[id].diskFullUntilMicros = 0;
            if (nodes[id].isUp()) {
                nodes[id].beginWrite();
            }
        }
    }

    /** Stops a server for a time; it keeps everything. */
    public void pause(int id, long micros) {
        long now = network.nowMicros();
        if (nodes[id].isUp() && !time.isPaused(id, now)) {
            time.pause(id, now + micros);
            ticksOwedSince[id] = now;
            if (isTraced()) {
                trace("n" + id + " stands still for " + micros + " us");
            }
        }
    }

    /** The disk of a server has no room for entries for a time: they wait, in order. */
    void fillDisk(int id, long micros) {
        long now = network.nowMicros();
        nodes[id].diskFullUntilMicros = now + micros;
        long patience = (long) plan.config().electionTimeoutTicks() * TimeController.TICK_MICROS;
        if (micros > patience) {
            int incarnation = nodes[id].seen.incarnation;
            network.plan(now + patience, SimNetwork.DISK_STALLED, id, incarnation);
        }
        network.plan(now + micros, SimNetwork.DISK_ROOM, id, 0);
        if (isTraced()) {
            trace("n" + id + " has a full disk for " + micros + " us");
        }
    }

    /**
     * Whether the cluster could go on for ever without this server: in every configuration that any
     * server has in its log, the servers that are damaged and this one are fewer than half.
     */
    boolean canLose(int lost) {
        for (int id = 1; id <= plan.maxId(); id++) {
            Configuration members = nodes[id].seen.log.configuration();
            if (!canLose(members.voters(), lost) || !canLose(members.outgoing(), lost)) {
                return false;
            }
        }
        return true;
    }

    /** Whether, of these voters, a majority stays when the damaged and this one are lost. */
    boolean canLose(Iterable<Integer> voters, int lost) {
        int size = 0;
        int left = 0;
        for (int id : voters) {
            size++;
            if (id != lost && !nodes[id].isDamaged) {
                left++;
            }
        }
        return size == 0 || 2 * left > size;
    }

    /** The server that leads in the highest term, or 0. */
    public int leader() {
        int leader = 0;
        long term = 0;
        for (int id = 1; id <= plan.maxId(); id++) {
            Observation node = nodes[id].seen;
            if (nodes[id].isUp() && node.leads && node.term > term) {
                leader = id;
                term = node.term;
            }
        }
        return leader;
    }

    /** Lets these two act in the cluster. */
    void plague(Nemesis nemesis, Runnable operator) {
        this.nemesis = nemesis;
        this.operator = operator;
    }

    /** Two servers that have applied the same entries are in the same state. */
    void compareStates(SimNode node) {
        int index = (int) node.machine.lastApplied();
        if (index >= digests.length) {
            digests = Arrays.copyOf(digests, 2 * index);
        }
        long digest = node.machine.digest();
        if (digests[index] == 0) {
            digests[index] = digest;
        } else if (digests[index] != digest) {
            throw new Violation(
                    "StateMachineSafety", node.seen + " is in another state at " + index);
        }
    }

    boolean isTraced() {
        return tracer != null;
    }

    void trace(String line) {
        if (tracer != null) {
            tracer.accept(network.nowMicros() + " " + line);
        }
    }

    private void planTick(int id, long timeMicros) {
        network.plan(timeMicros, SimNetwork.TICK, id, nodes[id].seen.incarnation);
    }

    private void tick(SimNode node, int incarnation) {
        int id = node.id;
        if (!node.isUp() || incarnation != node.seen.incarnation) {
            return;
        }
        long now = network.nowMicros();
        long owedSince = ticksOwedSince[id];
        if (owedSince > 0) {
            ticksOwedSince[id] = 0;
            if (plan.countsTicksAcrossPauses()) {
                long missed = (now - owedSince) / time.tickMicros(id);
                for (int i = 0; i < Math.min(missed, MAX_TICKS_AT_ONCE); i++) {
                    node.step(new Event.Ticked());
                }
            }
        }
        node.step(new Event.Ticked());
        planTick(id, now + time.tickMicros(id));
    }

    /** Sends each event to whom it is for. */
    private final class Receiver implements SimNetwork.Receiver {
        @Override
        public void deliver(int kind, int target, long argument, Object payload) {
            events++;
            long now = network.nowMicros();
            boolean isForServer =
                    kind <= SimNetwork.REQUEST
                            || kind == SimNetwork.SNAPSHOT_READ
                            || kind == SimNetwork.DISK_ROOM;
            if (isForServer && time.isPaused(target, now)) {
                putOff(kind, target, argument, payload);
                return;
            }
            switch (kind) {
                case SimNetwork.MESSAGE -> receive(nodes[target], (Message) payload);
                case SimNetwork.TICK -> tick(nodes[target], (int) argument);
                case SimNetwork.DISK -> {
                    if (isUp(target, argument)) {
                        nodes[target].diskDone();
                    }
                }
                case SimNetwork.DISK_STALLED -> {
                    if (isUp(target, argument)) {
                        nodes[target].step(new Event.StorageStalled());
                    }
                }
                case SimNetwork.DISK_ROOM -> {
                    if (nodes[target].isUp()) {
                        nodes[target].beginWrite();
                    }
                }
                case SimNetwork.REQUEST -> request(nodes[target], argument, (Bytes) payload);
                case SimNetwork.RESPONSE -> workload.receive(target, argument);
                case SimNetwork.CLIENT_WAKES -> workload.wake(target, argument);
                case SimNetwork.NEMESIS -> nemesis.strike(target);
                case SimNetwork.OPERATOR -> operator.run();
                case SimNetwork.RESTART -> restart(target);
                case SimNetwork.SNAPSHOT_READ -> {
                    if (isUp(target, argument)) {
                        nodes[target].readSnapshot((Effect.ReadSnapshot) payload);
                    }
                }
                default -> throw new IllegalStateException("no such event");
            }
        }

        private boolean isUp(int id, long incarnation) {
            return nodes[id].isUp() && nodes[id].seen.incarnation == incarnation;
        }

        /**
         * A server that goes on learns of the time first, then of what each connection has for it;
         * which connection it reads first is chance.
         */
        private void putOff(int kind, int target, long argument, Object payload) {
            long until = time.pausedUntilMicros(target);
            if (kind == SimNetwork.MESSAGE) {
                Message message = (Message) payload;
                network.putOff(until + turn(until, message.from()), message);
            } else if (kind == SimNetwork.TICK) {
                network.plan(until, kind, target, argument);
            } else {
                network.plan(until + turn(until, -kind), kind, target, argument, payload);
            }
        }

        private long turn(long until, int connection) {
            return 1 + (SimRandom.mix(until * 31 + connection) & 1023);
        }

        private void receive(SimNode node, Message message) {
            if (node.isUp()) {
                node.step(new Event.Received(message));
            } else if (node.seen.incarnation == 0) {
                // A spare server is started when it is first spoken to.
                start(node.id);
            }
        }

        private void request(SimNode node, long name, Bytes command) {
            if (!node.isUp()) {
                return;
            }
            if (command.length() == 0) {
                node.read(name);
            } else {
                node.propose(name, command);
            }
        }
    }

    /** The configurations in force on servers that run, for messages. */
    List<String> describe() {
        List<String> lines = new ArrayList<>();
        for (int id = 1; id <= plan.maxId(); id++) {
            Observation seen = nodes[id].seen;
            lines.add(
                    "%s%s commit %d/%d %s"
                            .formatted(
                                    nodes[id].isUp() ? "" : "(down) ",
                                    seen,
                                    seen.commitIndex,
                                    seen.lastIndex,
                                    seen.configuration));
        }
        return lines;
    }
}

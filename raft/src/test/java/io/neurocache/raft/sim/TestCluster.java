package io.neurocache.raft.sim;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Event;
import io.neurocache.raft.Message;
import io.neurocache.raft.Payload;
import io.neurocache.raft.sim.check.CommittedLog;
import io.neurocache.raft.sim.check.Disk;
import io.neurocache.raft.sim.check.Observation;
import io.neurocache.raft.sim.check.Rules;
import io.neurocache.raft.sim.check.Violation;
import io.neurocache.slab.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
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

    /** An application's event carries who sent it, and above that the process it is for, or 0. */
    private static final int APPLICATION_FROM_BITS = 8;

    private static final int APPLICATION_FROM = (1 << APPLICATION_FROM_BITS) - 1;

    /** A server that was stopped for long does not catch up on more ticks than that at once. */
    private static final int MAX_TICKS_AT_ONCE = 200;

    final LifePlan plan;
    final SimNetwork network;
    final ChaosNetwork chaos;
    final TimeController time;
    final Rules rules;
    final Workload workload;
    final Application application;

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
        this(plan, _ -> Application.NONE, tracer);
    }

    /**
     * As {@link #TestCluster(LifePlan, Consumer)}, with something that runs above the log.
     *
     * @param application is given this cluster before any server has started
     */
    public TestCluster(
            LifePlan plan,
            Function<TestCluster, Application> application,
            @Nullable Consumer<String> tracer) {
        this.plan = plan;
        this.tracer = tracer;
        int maxId = plan.maxId();
        chaos = new ChaosNetwork(maxId, plan.weather(), SimRandom.of(plan.seed(), NETWORK_STREAM));
        network = new SimNetwork(maxId, chaos);
        time = new TimeController(maxId, SimRandom.of(plan.seed(), CLOCK_STREAM));
        time.skew(plan.skewPermille());
        ticksOwedSince = new long[maxId + 1];
        this.application = application.apply(this);
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

    /** What kind of life this is. */
    public LifePlan plan() {
        return plan;
    }

    /** The time, in microseconds since the beginning; no server sees it. */
    public long nowMicros() {
        return network.nowMicros();
    }

    /** Whether the server's process runs, or stands still. */
    public boolean isUp(int id) {
        return nodes[id].isUp();
    }

    /** Whether the server stands still. */
    public boolean isPaused(int id) {
        return time.isPaused(id, network.nowMicros());
    }

    /** What the network does to messages. */
    public ChaosNetwork chaos() {
        return chaos;
    }

    /** Makes something that an application saw part of the digest. */
    public void note(long seen) {
        network.note(seen);
    }

    /**
     * Lets the server's process do something later; never where it has died by then, and late where
     * it stands still.
     */
    public void after(int id, long delayMicros, Runnable step) {
        long argument = (long) nodes[id].seen.incarnation << APPLICATION_FROM_BITS;
        network.plan(nowMicros() + delayMicros, SimNetwork.APPLICATION, id, argument, step);
    }

    /** Lets something reach the server later, whichever process of it runs by then. */
    public void reach(int id, long delayMicros, Runnable arrival) {
        network.plan(nowMicros() + delayMicros, SimNetwork.APPLICATION, id, 0, arrival);
    }

    /** Lets something happen later that is no server's doing. */
    public void outside(long delayMicros, Runnable step) {
        network.plan(nowMicros() + delayMicros, SimNetwork.OUTSIDE, 0, 0, step);
    }

    /**
     * Sends something of the application's through the chaos: it may be lost, late, and come twice.
     *
     * @param from a server, or 0 for whoever is outside
     * @param to a server; whichever process of it runs by then gets it
     * @param arrival what happens there
     */
    public void send(int from, int to, Runnable arrival) {
        long now = nowMicros();
        long delay = chaos.fate(from, to, now);
        if (delay == ChaosNetwork.LOST) {
            return;
        }
        network.plan(now + delay, SimNetwork.APPLICATION, to, from, arrival);
        long echo = chaos.echo(from, to, now);
        if (echo != ChaosNetwork.LOST) {
            network.plan(now + echo, SimNetwork.APPLICATION, to, from, arrival);
        }
    }

    /**
     * Has a server's core make a step for the application, which hears what becomes of it.
     *
     * @param event a proposal of commands of any length but that of the workload's, or a read; with
     *     a name that has {@link Application#NAME}
     */
    public void step(int id, Event event) {
        switch (event) {
            case Event.Proposed proposal -> {
                checkName(proposal.proposalId());
                for (Payload.Command command : proposal.commands()) {
                    Check.argument(
                            command.sizeBytes() != Command.LENGTH, "it looks like a client's");
                }
                nodes[id].propose(proposal);
            }
            case Event.ReadRequested(long readId) -> {
                checkName(readId);
                nodes[id].step(event);
            }
            default -> throw new IllegalArgumentException("not for an application: " + event);
        }
    }

    private static void checkName(long name) {
        Check.argument((name & Application.NAME) != 0, "not a name of the application's");
    }

    /** Asks a server to make these the members; nobody hears what becomes of it. */
    public void changeMembers(int id, Configuration target) {
        nodes[id].step(new Event.MembersRequested(Requests.name(Requests.OPERATOR, 0, 0), target));
    }

    /** Asks whoever leads to hand over to this server. */
    public void handOver(int to) {
        int leader = leader();
        if (leader > 0) {
            nodes[leader].step(
                    new Event.TransferRequested(Requests.name(Requests.OPERATOR, 0, 0), to));
        }
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
    public boolean canLose(int lost) {
        for (int id = 1; id <= plan.maxId(); id++) {
            Configuration members = nodes[id].seen.log.configuration();
            if (!canLose(members.voters(), lost) || !canLose(members.outgoing(), lost)) {
                return false;
            }
        }
        return true;
    }

    /** Whether, of these voters, a majority stays when the damaged and this one are lost. */
    public boolean canLose(Iterable<Integer> voters, int lost) {
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
    public void plague(Nemesis nemesis, Runnable operator) {
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

    /** Whether somebody listens. */
    public boolean isTraced() {
        return tracer != null;
    }

    /** Tells whoever listens. */
    public void trace(String line) {
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
                            || kind == SimNetwork.DISK_ROOM
                            || kind == SimNetwork.APPLICATION;
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
                case SimNetwork.APPLICATION -> {
                    long incarnation = argument >>> APPLICATION_FROM_BITS;
                    if (incarnation == 0 ? nodes[target].isUp() : isUp(target, incarnation)) {
                        ((Runnable) payload).run();
                    }
                }
                case SimNetwork.OUTSIDE -> ((Runnable) payload).run();
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
            } else if (kind == SimNetwork.APPLICATION) {
                int from = (int) argument & APPLICATION_FROM;
                network.plan(until + turn(until, from), kind, target, argument, payload);
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
    public List<String> describe() {
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

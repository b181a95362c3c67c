package io.neurocache.raft.sim;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Effect;
import io.neurocache.raft.HardState;
import io.neurocache.raft.sim.check.History;
import java.util.Arrays;

/**
 * Clients, numbered from 1, that put, get, delete, and compare and set, one operation at a time. A
 * request that is refused or not answered in time is sent again, a write with the same seq, to the
 * server that is said to lead or to any; after some tries a client gives up and goes on, and the
 * operation stays open in the {@link History}. One thread.
 */
final class Workload {
    private static final int MAX_TRIES = 12;
    private static final int ANSWER_KIND_SHIFT = 60;
    private static final int REFUSED = 1;
    private static final int READ = 2;
    private static final int WRITTEN = 3;

    /** Requests and answers go by this id in the network. */
    private static final int CLIENTS = 0;

    final History history = new History();

    private final TestCluster cluster;
    private final SimRandom random;
    private final ChaosNetwork chaos;
    private final int clients;
    private final int[] kinds;
    private final int[] keys;
    private final int[] seqs;
    private final Bytes[] commands;
    private final int[] operations;
    private final int[] tries;
    private final int[] targets;

    /** The server that a client tries first, and how long it waits there: some are stubborn. */
    private final int[] homes;

    private final int[] patience;
    private final long[] wakes;
    private final boolean[] busy;
    private final int[] completed;
    private final int[] lastSeen;
    private int lastValue;
    private boolean isOver;

    Workload(TestCluster cluster, ChaosNetwork chaos, SimRandom random) {
        this.cluster = cluster;
        this.chaos = chaos;
        this.random = random;
        clients = cluster.plan.clients();
        kinds = new int[clients + 1];
        keys = new int[clients + 1];
        seqs = new int[clients + 1];
        commands = new Bytes[clients + 1];
        operations = new int[clients + 1];
        tries = new int[clients + 1];
        targets = new int[clients + 1];
        homes = new int[clients + 1];
        patience = new int[clients + 1];
        wakes = new long[clients + 1];
        busy = new boolean[clients + 1];
        completed = new int[clients + 1];
        lastSeen = new int[cluster.plan.keys()];
    }

    void start() {
        for (int client = 1; client <= clients; client++) {
            commands[client] = Bytes.EMPTY;
            homes[client] = random.between(1, cluster.plan.maxId());
            patience[client] = 1 << random.nextInt(4);
            targets[client] = homes[client];
            sleep(client, 1 + random.nextInt(cluster.plan.thinkMicros()));
        }
    }

    /** No client begins anything new. */
    void stop() {
        isOver = true;
    }

    /** Clients go back to this server now and then, also when another one leads. */
    void settleAt(int id) {
        Arrays.fill(homes, id);
    }

    /** No client waits long any more. */
    void hurry() {
        Arrays.fill(patience, 1);
    }

    /** Whether no client waits for an answer. */
    boolean isIdle() {
        for (boolean one : busy) {
            if (one) {
                return false;
            }
        }
        return true;
    }

    /** How many operations the client that has got least has completed. */
    int leastCompleted() {
        int least = Integer.MAX_VALUE;
        for (int client = 1; client <= clients; client++) {
            least = Math.min(least, completed[client]);
        }
        return least;
    }

    /** The client's wait is over: it begins an operation, or tries again. */
    void wake(int client, long number) {
        if (number != wakes[client]) {
            return;
        }
        if (!busy[client]) {
            if (!isOver) {
                begin(client);
            }
        } else if (tries[client] >= MAX_TRIES) {
            busy[client] = false;
            sleep(client, 1 + random.nextInt(cluster.plan.thinkMicros()));
        } else {
            boolean goesHome = random.chance(300);
            targets[client] = goesHome ? homes[client] : random.between(1, cluster.plan.maxId());
            send(client);
        }
    }

    private void begin(int client) {
        int key = random.nextInt(cluster.plan.keys());
        int draw = random.nextInt(10);
        int kind =
                draw < 4
                        ? History.GET
                        : draw < 7 ? History.PUT : draw < 8 ? History.DELETE : History.CAS;
        int argument = kind == History.PUT || kind == History.CAS ? ++lastValue : 0;
        int expect = kind == History.CAS ? lastSeen[key] : 0;
        int seq = ++seqs[client];
        kinds[client] = kind;
        keys[client] = key;
        tries[client] = 0;
        busy[client] = true;
        if (random.chance(300)) {
            // Whoever goes back to a server that led once finds out whether it still thinks so.
            targets[client] = homes[client];
        }
        operations[client] = history.call(kind, key, argument, expect);
        commands[client] = Command.encode(client, kind, key, seq, argument, expect);
        send(client);
    }

    private void send(int client) {
        tries[client]++;
        long now = cluster.network.nowMicros();
        int target = targets[client];
        long name = Requests.name(client, seqs[client], keys[client]);
        long delay = chaos.fate(CLIENTS, target, now);
        if (delay != ChaosNetwork.LOST) {
            Object payload = kinds[client] == History.GET ? Bytes.EMPTY : commands[client];
            cluster.network.plan(now + delay, SimNetwork.REQUEST, target, name, payload);
        }
        int timeout = cluster.plan.config().electionTimeoutTicks() * TimeController.TICK_MICROS;
        sleep(client, (timeout / 2 + random.nextInt(timeout)) * patience[client]);
    }

    private void sleep(int client, int micros) {
        cluster.network.plan(
                cluster.network.nowMicros() + micros,
                SimNetwork.CLIENT_WAKES,
                client,
                ++wakes[client]);
    }

    int keyOf(long readId) {
        return Requests.key(readId);
    }

    /** A server does not take the request. */
    void refuse(int from, Effect.Refused refused) {
        int client = Requests.client(refused.id());
        if (client != Requests.OPERATOR) {
            respond(from, client, REFUSED, Requests.operation(refused.id()), refused.leader());
        }
    }

    /** A server has read. */
    void answerRead(int from, long readId, int value) {
        respond(from, Requests.client(readId), READ, Requests.operation(readId), value);
    }

    /** A server has applied the client's write. */
    void answerWrite(int from, int client, int seq, long answer) {
        respond(from, client, WRITTEN, seq & 0xFFFF, answer);
    }

    private void respond(int from, int client, int kind, int operation, long value) {
        long now = cluster.network.nowMicros();
        long delay = chaos.fate(from, CLIENTS, now);
        if (delay != ChaosNetwork.LOST) {
            long answer = (long) kind << ANSWER_KIND_SHIFT | (long) operation << 40 | value;
            cluster.network.plan(now + delay, SimNetwork.RESPONSE, client, answer);
        }
    }

    /** An answer arrives at a client. */
    void receive(int client, long answer) {
        int operation = (int) (answer >>> 40) & 0xFFFF;
        if (!busy[client] || operation != (seqs[client] & 0xFFFF)) {
            return;
        }
        long value = answer & ((1L << 40) - 1);
        int kind = (int) (answer >>> ANSWER_KIND_SHIFT);
        if (kind == REFUSED) {
            if (value != HardState.NOBODY && tries[client] < MAX_TRIES) {
                targets[client] = (int) value;
                send(client);
            }
            return;
        }
        int seen = SimStateMachine.seen(value);
        if (kind == READ || SimStateMachine.isOk(value)) {
            history.done(operations[client], seen);
        } else {
            history.refused(operations[client], seen);
        }
        boolean changed = kind == WRITTEN && SimStateMachine.isOk(value);
        lastSeen[keys[client]] = changed ? Command.argument(commands[client]) : seen;
        completed[client]++;
        busy[client] = false;
        sleep(client, 1 + random.nextInt(2 * cluster.plan.thinkMicros()));
    }
}

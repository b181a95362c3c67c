package io.neurocache.raft;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Several servers and a network that delivers in order, at once, what no rule drops. */
final class Cluster {
    private static final int MAX_STEPS = 100_000;

    final Map<Integer, Driver> drivers = new TreeMap<>();
    private final Deque<Message> inTransit = new ArrayDeque<>();
    private final RaftConfig config;
    private Predicate<Message> dropped = _ -> false;
    private BiConsumer<Integer, List<Effect>> watcher = (_, _) -> {};

    Cluster(RaftConfig config) {
        this.config = config;
    }

    static Cluster of(int size) {
        return of(Driver.CONFIG, size);
    }

    static Cluster of(RaftConfig config, int size) {
        Cluster cluster = new Cluster(config);
        Configuration members = Configuration.of(IntStream.rangeClosed(1, size).boxed().toList());
        members.voters().forEach(id -> cluster.add(id, members));
        return cluster;
    }

    Driver add(int id, Configuration bootstrap) {
        return add(new Driver(id, config, HardState.INITIAL, new MemoryLog(), bootstrap));
    }

    /** Adds a server that has lived before. */
    Driver add(int id, HardState hardState, MemoryLog log) {
        return add(new Driver(id, config, hardState, log, Configuration.EMPTY));
    }

    private Driver add(Driver driver) {
        drivers.put(driver.id, driver);
        return driver;
    }

    Driver get(int id) {
        return Objects.requireNonNull(drivers.get(id));
    }

    /** Is told what every server does. */
    void watch(BiConsumer<Integer, List<Effect>> newWatcher) {
        watcher = newWatcher;
    }

    void drop(Predicate<Message> rule) {
        dropped = rule;
    }

    void isolate(int id) {
        drop(message -> message.from() == id || message.to() == id);
    }

    void heal() {
        drop(_ -> false);
    }

    void step(int id, Event event) {
        Driver driver = get(id);
        List<Effect> effects = driver.step(event);
        watcher.accept(id, effects);
        inTransit.addAll(Driver.sent(effects));
    }

    /** Steps one server and delivers what follows from it. */
    void run(int id, Event event) {
        step(id, event);
        deliver();
    }

    void send(List<Effect> effects) {
        inTransit.addAll(Driver.sent(effects));
        deliver();
    }

    void deliver() {
        for (int steps = 0; !inTransit.isEmpty(); steps++) {
            if (steps > MAX_STEPS) {
                throw new AssertionError("the servers talk without end");
            }
            Message message = inTransit.remove();
            if (!dropped.test(message) && drivers.containsKey(message.to())) {
                step(message.to(), new Event.Received(message));
            }
        }
    }

    void tick(int ticks) {
        for (int i = 0; i < ticks; i++) {
            for (int id : drivers.keySet()) {
                step(id, new Event.Ticked());
            }
            deliver();
        }
    }

    /** Lets time pass until somebody who is not cut off leads. */
    Driver leader() {
        for (int ticks = 0; ticks < 500; ticks++) {
            List<Driver> leaders = leaders();
            if (!leaders.isEmpty()) {
                return leaders.getLast();
            }
            tick(1);
        }
        throw new AssertionError("nobody was elected");
    }

    /** All leaders, the one of the latest term last. */
    List<Driver> leaders() {
        return drivers.values().stream()
                .filter(driver -> driver.node.role() instanceof Leader)
                .sorted((a, b) -> Long.compare(a.node.currentTerm(), b.node.currentTerm()))
                .toList();
    }

    void propose(long proposalId, String... commands) {
        Driver leader = leader();
        send(leader.propose(proposalId, commands));
    }

    Collection<Driver> others(Driver driver) {
        return drivers.values().stream().filter(other -> other != driver).toList();
    }
}

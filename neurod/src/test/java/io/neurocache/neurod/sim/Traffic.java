package io.neurocache.neurod.sim;

import io.neurocache.edge.coherence.Order;
import io.neurocache.raft.sim.SimRandom;
import io.neurocache.raft.sim.check.History;
import java.util.ArrayList;
import java.util.List;

/**
 * Readers at every edge; publishers, who change the origin and purge what they changed; and those
 * who put and delete what has no origin. Whoever is told that something is in force has it read
 * everywhere at once. One thread.
 */
final class Traffic {
    private static final int TRAFFIC_STREAM = 1_005;
    private static final int PUBLISHERS = 2;
    private static final int PUTTERS = 2;
    private static final int MAX_ATTEMPTS = 3;
    private static final int HOT_KEYS = 2;

    private final EdgeCluster edges;
    private final EdgePlan plan;
    private final SimRandom random;
    private boolean isOver;

    Traffic(EdgeCluster edges) {
        this.edges = edges;
        plan = edges.plan;
        random = SimRandom.of(plan.raft().seed(), TRAFFIC_STREAM);
    }

    void start() {
        nextRead();
        for (int i = 0; i < PUBLISHERS; i++) {
            pause(plan.purgeEveryMicros(), this::publish);
        }
        for (int i = 0; i < PUTTERS; i++) {
            pause(plan.putEveryMicros(), this::put);
        }
    }

    /** Nobody begins anything new. */
    void stop() {
        isOver = true;
    }

    private void pause(int meanMicros, Runnable then) {
        edges.cluster.outside(
                1 + random.nextInt(2 * meanMicros),
                () -> {
                    if (!isOver) {
                        then.run();
                    }
                });
    }

    private int anyEdge() {
        return random.between(1, plan.raft().maxId());
    }

    // Readers.

    private void nextRead() {
        pause(
                plan.readEveryMicros(),
                () -> {
                    read(anyEdge(), anyKey(), 0);
                    nextRead();
                });
    }

    private Key anyKey() {
        if (random.chance(600)) {
            // Few are read often; the others keep what they have for long.
            return edges.keys.get(random.nextInt(HOT_KEYS));
        }
        int draw = random.nextInt(edges.keys.size() + edges.putKeys.size());
        return draw < edges.keys.size()
                ? edges.keys.get(draw)
                : edges.putKeys.get(draw - edges.keys.size());
    }

    private void read(int edge, Key key, int delayMicros) {
        if (edges.process(edge) != null) {
            edges.read(edge, key, random.chance(300), delayMicros + random.nextInt(100));
        }
    }

    /** Has it read at every edge, now and soon. */
    private void probe(Key key) {
        for (int edge = 1; edge <= plan.raft().maxId(); edge++) {
            int id = edge;
            read(id, key, 0);
            edges.cluster.outside(
                    1 + random.nextInt(plan.leaseMicros() / 100), () -> read(id, key, 0));
            edges.cluster.outside(1 + random.nextInt(plan.leaseMicros()), () -> read(id, key, 0));
        }
    }

    // Publishers.

    private void publish() {
        Key key = edges.keys.get(random.nextInt(edges.keys.size()));
        int before = edges.origin.version(key.number());
        edges.origin.publish(key.number());
        Order order = orderFor(key, before);
        purge(order, key, () -> pause(plan.purgeEveryMicros(), this::publish));
    }

    private Order orderFor(Key key, int version) {
        boolean isSoft = random.chance(250);
        int draw = random.nextInt(100);
        if (draw < 50) {
            return new Order(Order.Target.KEYS, List.of(key.name()), isSoft);
        }
        if (draw < 80) {
            String tag = edges.origin.anyTag(key.number(), version, random);
            return new Order(Order.Target.TAGS, List.of(tag), isSoft);
        }
        if (draw < 95) {
            return new Order(Order.Target.PREFIX, List.of(key.name().substring(0, 3)), isSoft);
        }
        return new Order(Order.Target.ALL, List.of(), isSoft);
    }

    /** Purges, at several edges if need be, and goes on when it is answered or given up. */
    private void purge(Order order, Key key, Runnable then) {
        edges.counts.purgesBegun++;
        int[] versions = edges.origin.versions();
        List<Integer> removals = new ArrayList<>();
        for (Key put : edges.putKeys) {
            // After a soft one it may still be served as stale, and comes back by itself never.
            if (order.target() == Order.Target.ALL && !order.isSoft()) {
                removals.add(edges.puts.put(put, History.ABSENT));
            }
        }
        attempt(
                order,
                1,
                () -> {
                    edges.counts.purges++;
                    edges.rule.purged(order, versions, edges.moment());
                    removals.forEach(edges.puts::done);
                    probe(key);
                    if (!removals.isEmpty()) {
                        edges.putKeys.forEach(this::probe);
                    }
                    then.run();
                },
                then);
    }

    private void attempt(Order order, int number, Runnable done, Runnable given) {
        Waiting waiting = new Waiting();
        edges.reach(
                anyEdge(),
                random.nextInt(100),
                process ->
                        process.order(
                                order,
                                _ ->
                                        edges.cluster.outside(
                                                random.nextInt(100),
                                                () -> {
                                                    if (waiting.end()) {
                                                        done.run();
                                                    }
                                                })));
        edges.cluster.outside(
                3L * plan.leaseMicros(),
                () -> {
                    if (!waiting.end()) {
                        return;
                    }
                    if (number == MAX_ATTEMPTS) {
                        given.run();
                    } else {
                        attempt(order, number + 1, done, given);
                    }
                });
    }

    /** Whoever waits is told once: of the answer, or that it has waited long enough. */
    private static final class Waiting {
        private boolean isOver;

        boolean end() {
            boolean isFirst = !isOver;
            isOver = true;
            return isFirst;
        }
    }

    // Those who put and delete.

    private void put() {
        Key key = edges.putKeys.get(random.nextInt(edges.putKeys.size()));
        Runnable then = () -> pause(plan.putEveryMicros(), this::put);
        edges.counts.putsBegun++;
        if (random.chance(200)) {
            int operation = edges.puts.put(key, History.ABSENT);
            attempt(Order.key(key.name()), MAX_ATTEMPTS, () -> put(operation, key, then), then);
        } else {
            put(anyEdge(), key, then, then);
        }
    }

    private void put(int operation, Key key, Runnable then) {
        edges.counts.puts++;
        edges.puts.done(operation);
        probe(key);
        then.run();
    }

    /** Puts something new; at most one of the two is run. */
    private void put(int edge, Key key, Runnable done, Runnable given) {
        int content = edges.puts.nextContent();
        int operation = edges.puts.put(key, content);
        Waiting waiting = new Waiting();
        edges.reach(
                edge,
                random.nextInt(100),
                process ->
                        process.put(
                                key,
                                content,
                                () ->
                                        edges.cluster.outside(
                                                random.nextInt(100),
                                                () -> {
                                                    if (waiting.end()) {
                                                        put(operation, key, done);
                                                    }
                                                })));
        edges.cluster.outside(
                3L * plan.leaseMicros(),
                () -> {
                    if (waiting.end()) {
                        given.run();
                    }
                });
    }

    // The end of a life.

    /** Purges at this edge; done is run when it is answered. */
    void purgeAt(int edge, Runnable done) {
        Key key = edges.keys.getFirst();
        int[] versions = edges.origin.versions();
        edges.counts.purgesBegun++;
        edges.reach(
                edge,
                1,
                process ->
                        process.order(
                                Order.key(key.name()),
                                _ -> {
                                    edges.counts.purges++;
                                    edges.rule.purged(
                                            Order.key(key.name()), versions, edges.moment());
                                    done.run();
                                }));
    }

    /** Puts something at this edge; done is run when it is answered. */
    void putAt(int edge, Runnable done) {
        edges.counts.putsBegun++;
        put(edge, edges.putKeys.getFirst(), done, () -> {});
    }
}

package io.neurocache.raft.sim;

/**
 * Makes trouble: crashes, pauses, partitions, clogged paths, clocks that drift, disks that are
 * slow, hang, or lose what they had. One thread.
 *
 * <p>At most one disk in a life loses something that was synced, and only one that every
 * configuration can do without: what a majority forgets no algorithm brings back.
 */
public final class SeededNemesis implements Nemesis {
    private static final int NEMESIS_STREAM = 5;

    private final TestCluster cluster;
    private final LifePlan plan;
    private final SimRandom random;
    private boolean isOver;

    /** Trouble for a cluster, which has to be told of it ({@link TestCluster#plague}). */
    public SeededNemesis(TestCluster cluster) {
        this.cluster = cluster;
        plan = cluster.plan;
        random = SimRandom.of(plan.seed(), NEMESIS_STREAM);
    }

    /** Begins. */
    public void start() {
        planNext();
    }

    /**
     * Lets everybody be well again, but for servers that every configuration can do without: those
     * that are damaged, and perhaps one that stays dead.
     */
    public void stop() {
        isOver = true;
        cluster.heal();
        int dead = random.chance(300) ? anyone() : 0;
        if (dead > 0 && !cluster.canLose(dead)) {
            dead = 0;
        }
        for (int id = 1; id <= plan.maxId(); id++) {
            SimNode node = cluster.server(id);
            if (id == dead) {
                cluster.crash(id);
            } else if (node.seen.incarnation > 0) {
                cluster.restart(id);
            }
        }
    }

    @Override
    public void elected(int id) {
        if (!isOver && random.chance(plan.killNewLeadersPermille())) {
            // Within a few messages: before or after it has brought its log to some of the others.
            int few = 6 * (plan.weather().minDelayMicros() + plan.weather().meanDelayMicros());
            cluster.network.plan(now() + 1 + random.nextInt(few), SimNetwork.NEMESIS, id, 0);
        }
    }

    @Override
    public void strike(int victim) {
        if (isOver) {
            return;
        }
        if (victim > 0) {
            crash(victim);
            return;
        }
        int leader = cluster.leader();
        int id = leader > 0 && random.chance(500) ? leader : anyone();
        if (id == leader) {
            // Whoever still believes in an old leader shows what it believes of itself.
            cluster.workload.settleAt(leader);
        }
        long now = now();
        switch (random.nextInt(12)) {
            case 0, 1 -> crash(id);
            case 2 -> {
                for (int each = 1; each <= plan.maxId(); each++) {
                    crash(each);
                }
            }
            case 3, 4 -> cluster.pause(id, patience(6));
            case 5 -> cluster.partition(id);
            case 6 -> cluster.chaos.partition(random.nextLong());
            case 7 -> cluster.chaos.cut(id, anyone());
            case 8 -> cluster.chaos.clog(id, anyone(), now + patience(2));
            case 9 -> cluster.chaos.heal();
            case 10 -> {
                cluster.time.drift(id);
                cluster.server(id).diskSlowness = random.between(1, 10);
            }
            default -> {
                if (random.chance(300)) {
                    damage(id);
                } else if (random.chance(400)) {
                    cluster.fillDisk(id, patience(6));
                } else {
                    cluster.server(id).diskHangsUntilMicros = now + patience(4);
                }
            }
        }
        planNext();
    }

    private void planNext() {
        long wait = 1L + random.nextInt(2 * plan.troubleEveryMicros());
        cluster.network.plan(now() + wait, SimNetwork.NEMESIS, 0, 0);
    }

    private void crash(int id) {
        if (cluster.server(id).isUp()) {
            cluster.crash(id);
            cluster.network.plan(now() + patience(3), SimNetwork.RESTART, id, 0);
        }
    }

    private void damage(int id) {
        SimNode node = cluster.server(id);
        for (int other = 1; other <= plan.maxId(); other++) {
            if (cluster.server(other).isDamaged) {
                return;
            }
        }
        if (!node.isUp() || !cluster.canLose(id)) {
            return;
        }
        boolean lost =
                random.nextBoolean()
                        ? node.storage.flipBit(random)
                        : node.storage.misdirect(random);
        if (lost) {
            node.isDamaged = true;
            crash(id);
        }
    }

    private int anyone() {
        return random.between(1, plan.maxId());
    }

    /** Up to so many election timeouts, in microseconds. */
    private long patience(int electionTimeouts) {
        return 1L
                + random.nextInt(
                        electionTimeouts
                                * plan.config().electionTimeoutTicks()
                                * TimeController.TICK_MICROS);
    }

    private long now() {
        return cluster.network.nowMicros();
    }
}

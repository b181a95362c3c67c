package io.neurocache.raft.sim;

import io.neurocache.raft.RaftConfig;
import io.neurocache.raft.RaftConfig.ReadMode;
import io.neurocache.raft.sim.ChaosNetwork.Weather;

/**
 * What kind of life a seed stands for. Everything is drawn, the cluster's size and limits too: a
 * fault that needs a tiny message or a slow disk is then found by some seed, where one careful
 * choice of values would hide it for ever (swarm testing).
 *
 * @param seed what everything is drawn from
 * @param voters at the beginning, with the ids from 1
 * @param spares servers that can be added later, with the ids behind them
 * @param skewPermille by how much clocks are wrong
 * @param countsTicksAcrossPauses whether a server that was stopped learns how long
 * @param clients at once, each with one operation
 * @param thinkMicros of a client between operations, on average
 * @param snapshotEvery so many entries applied
 * @param syncMicros what a write takes on average
 * @param troubleEveryMicros on average between two troubles
 * @param killNewLeadersPermille of new leaders, which die soon after they were elected
 * @param changeEveryMicros on average between two requests of the operator
 * @param events of the safety phase
 */
public record LifePlan(
        long seed,
        int voters,
        int spares,
        RaftConfig config,
        Weather weather,
        int skewPermille,
        boolean countsTicksAcrossPauses,
        int clients,
        int keys,
        int thinkMicros,
        int snapshotEvery,
        int syncMicros,
        int troubleEveryMicros,
        int killNewLeadersPermille,
        int changeEveryMicros,
        int events) {

    /** Events of a safety phase, unless said otherwise. */
    public static final int EVENTS = 2_000;

    private static final int PLAN_STREAM = 1;

    /** The highest id of a server. */
    public int maxId() {
        return voters + spares;
    }

    /** A life of any size. */
    public static LifePlan of(long seed) {
        SimRandom random = SimRandom.of(seed, PLAN_STREAM);
        int draw = random.nextInt(100);
        int voters = draw < 70 ? 3 : draw < 80 ? 5 : draw < 88 ? 4 : draw < 95 ? 2 : 1;
        return draw(seed, voters, random);
    }

    /** A life that begins with three voters. */
    public static LifePlan ofThree(long seed) {
        return draw(seed, 3, SimRandom.of(seed, PLAN_STREAM));
    }

    private static LifePlan draw(long seed, int voters, SimRandom random) {
        RaftConfig config = config(random);
        boolean leased = config.reads() == ReadMode.LEASE;
        boolean isRough = random.chance(600);
        Weather weather =
                new Weather(
                        isRough ? random.between(50, 300) : random.nextInt(20),
                        isRough ? random.nextInt(200) : random.nextInt(10),
                        isRough ? random.nextInt(500) : random.nextInt(10),
                        random.between(50, 1_000),
                        random.between(100, isRough ? 20_000 : 4_000));
        int changes = random.chance(600) ? random.between(100_000, 800_000) : Integer.MAX_VALUE;
        return new LifePlan(
                seed,
                voters,
                changes == Integer.MAX_VALUE ? 0 : random.between(1, 3),
                config,
                weather,
                leased ? random.nextInt(40) : random.nextInt(400),
                leased || random.chance(500),
                random.between(1, 5),
                random.between(1, 3),
                random.between(500, 15_000),
                random.chance(700) ? random.between(5, 60) : Integer.MAX_VALUE,
                random.between(100, 4_000),
                random.between(40_000, 250_000),
                random.chance(250) ? random.between(300, 900) : 0,
                changes,
                EVENTS);
    }

    private static RaftConfig config(SimRandom random) {
        int heartbeat = random.between(1, 3);
        int election = heartbeat * random.between(3, 5) + random.nextInt(3);
        return new RaftConfig(
                election,
                heartbeat,
                random.chance(600) ? random.chance(500) ? 1 : random.between(1, 200) : 1 << 16,
                random.chance(500) ? random.between(1, 4) : 64,
                random.chance(300) ? random.between(40, 400) : 1 << 20,
                random.chance(300) ? random.between(1, 3) : 1_000,
                random.between(8, 200),
                random.chance(500) ? random.nextInt(8) : 50,
                random.chance(500) ? ReadMode.LEASE : ReadMode.READ_INDEX);
    }
}

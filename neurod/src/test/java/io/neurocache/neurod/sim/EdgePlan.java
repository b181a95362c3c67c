package io.neurocache.neurod.sim;

import io.neurocache.raft.RaftConfig;
import io.neurocache.raft.sim.ChaosNetwork.Weather;
import io.neurocache.raft.sim.LifePlan;
import io.neurocache.raft.sim.SimRandom;

/**
 * What kind of life a seed stands for; everything is drawn, sizes and limits too.
 *
 * @param raft the cluster below, without clients of its own
 * @param learners spares that are added in the beginning
 * @param leaseMicros by the clock of whoever holds it
 * @param apartPpm by how much clocks may run apart
 * @param hasExtremeClocks whether each clock is as fast or as slow as that allows
 * @param keys with an origin
 * @param putKeys without one
 * @param purgeBytes that the replicated state remembers of orders
 * @param settles whether slabs are told what orders made of objects
 * @param tickMicros from one look at the time to the next, on each server
 * @param readEveryMicros on average, all edges together
 * @param purgeEveryMicros on average, for each of the publishers
 * @param putEveryMicros on average, for each of those who put
 * @param originMicros that an answer of the origin takes on average
 * @param pauseEveryMicros on average a server stands still in the middle of a request
 * @param troubleEveryMicros on average between two troubles that are meant for edges
 * @param losesWrites whether a crash may take the slab's latest changes with it
 * @param micros of the safety phase
 */
record EdgePlan(
        LifePlan raft,
        int learners,
        int leaseMicros,
        int apartPpm,
        boolean hasExtremeClocks,
        int keys,
        int putKeys,
        long purgeBytes,
        boolean settles,
        int tickMicros,
        int readEveryMicros,
        int purgeEveryMicros,
        int putEveryMicros,
        int originMicros,
        int pauseEveryMicros,
        int troubleEveryMicros,
        boolean losesWrites,
        int micros) {

    /** How far two clocks may run apart (docs/decisions/0009). */
    static final int BOUND_PPM = 10_000;

    private static final int PLAN_STREAM = 1_001;

    /** The life of a seed. */
    static EdgePlan of(long seed) {
        SimRandom random = SimRandom.of(seed, PLAN_STREAM);
        int draw = random.nextInt(100);
        int voters = draw < 75 ? 3 : draw < 85 ? 5 : draw < 90 ? 2 : draw < 96 ? 4 : 1;
        int spares = random.nextInt(3);
        RaftConfig config = config(random);
        int lease = random.between(80_000, 500_000);
        return new EdgePlan(
                raft(seed, voters, spares, config, random),
                random.nextInt(spares + 1),
                lease,
                BOUND_PPM,
                random.chance(500),
                random.between(3, 10),
                random.between(1, 2),
                random.chance(500) ? random.between(100, 700) : 1 << 20,
                random.chance(500),
                random.between(1_000, 10_000),
                random.between(400, 1_500),
                random.between(20_000, 120_000),
                random.between(30_000, 200_000),
                random.chance(300) ? random.between(5_000, 60_000) : random.between(300, 5_000),
                random.chance(700) ? random.between(lease, 8 * lease) : Integer.MAX_VALUE / 2,
                random.between(lease, 6 * lease),
                random.chance(500),
                1_000_000 + 8 * lease);
    }

    /** The same life with clocks that run further apart than they may. */
    EdgePlan withClocksApart(int ppm) {
        return new EdgePlan(
                raft,
                learners,
                leaseMicros,
                ppm,
                true,
                keys,
                putKeys,
                purgeBytes,
                settles,
                tickMicros,
                readEveryMicros,
                purgeEveryMicros,
                putEveryMicros,
                originMicros,
                pauseEveryMicros,
                troubleEveryMicros,
                losesWrites,
                micros);
    }

    private static RaftConfig config(SimRandom random) {
        int heartbeat = random.between(1, 3);
        return new RaftConfig(
                heartbeat * random.between(4, 10) + random.nextInt(3),
                heartbeat,
                random.chance(300) ? random.between(1, 200) : 1 << 16,
                random.chance(300) ? random.between(1, 4) : 64,
                1 << 20,
                random.chance(200) ? random.between(8, 20) : 1_000,
                random.between(100, 600),
                random.chance(500) ? random.nextInt(8) : 50,
                RaftConfig.ReadMode.READ_INDEX);
    }

    private static LifePlan raft(
            long seed, int voters, int spares, RaftConfig config, SimRandom random) {
        boolean isRough = random.chance(300);
        Weather weather =
                new Weather(
                        isRough ? random.between(20, 200) : random.nextInt(10),
                        isRough ? random.nextInt(200) : random.nextInt(10),
                        isRough ? random.nextInt(500) : random.nextInt(10),
                        random.between(50, 500),
                        random.between(50, isRough ? 5_000 : 1_500));
        boolean hasChanges = random.chance(500);
        return new LifePlan(
                seed,
                voters,
                spares,
                config,
                weather,
                random.nextInt(random.chance(500) ? 400 : 20),
                random.chance(700),
                0,
                1,
                1,
                random.chance(700) ? random.between(5, 60) : Integer.MAX_VALUE,
                random.between(100, random.chance(500) ? 500 : 4_000),
                random.between(400_000, 2_500_000),
                random.chance(200) ? random.between(300, 900) : 0,
                hasChanges ? random.between(100_000, 600_000) : Integer.MAX_VALUE,
                0);
    }
}

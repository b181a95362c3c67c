package io.neurocache.raft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Message;
import io.neurocache.raft.sim.ChaosNetwork.Weather;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimNetworkTest {
    private static final Weather STEADY = new Weather(0, 0, 0, 10, 5_000);

    private final List<Long> delivered = new ArrayList<>();
    private final SimNetwork.Receiver receiver = (_, _, argument, _) -> delivered.add(argument);
    private final SimNetwork.Receiver terms =
            (_, _, _, payload) -> delivered.add(((Message) payload).term());

    @Test
    void eventsHappenInTheOrderOfTimeThenOfPlanning() {
        SimNetwork network = network(STEADY);
        network.plan(30, SimNetwork.NEMESIS, 0, 4);
        network.plan(10, SimNetwork.NEMESIS, 0, 1);
        network.plan(20, SimNetwork.NEMESIS, 0, 2);
        network.plan(20, SimNetwork.NEMESIS, 0, 3);
        drain(network, receiver);
        assertEquals(List.of(1L, 2L, 3L, 4L), delivered);
        assertEquals(30, network.nowMicros());
    }

    @Test
    void manyEventsComeOutSorted() {
        SimNetwork network = network(STEADY);
        SimRandom random = new SimRandom(7);
        for (int i = 0; i < 5_000; i++) {
            long time = random.nextInt(1_000);
            network.plan(time, SimNetwork.NEMESIS, 0, time << 16 | i);
        }
        drain(network, receiver);
        assertEquals(5_000, delivered.size());
        assertEquals(delivered.stream().sorted().toList(), delivered);
    }

    @Test
    void messagesOfOnePathKeepTheirOrderUnlessTheyOvertake() {
        SimNetwork ordered = network(STEADY);
        send(ordered, 200);
        drain(ordered, terms);
        assertEquals(IntStream.range(0, 200).mapToObj(Long::valueOf).toList(), delivered);
        delivered.clear();
        SimNetwork unordered = network(new Weather(0, 0, 500, 10, 5_000));
        send(unordered, 200);
        drain(unordered, terms);
        assertEquals(200, delivered.size());
        assertNotEquals(delivered.stream().sorted().toList(), delivered);
    }

    @Test
    void soManyAreLostAndSoManyDoubled() {
        SimNetwork lossy = network(new Weather(300, 0, 0, 10, 10));
        sendAndDrain(lossy, 10_000);
        assertEquals(7_000, delivered.size(), 200);
        delivered.clear();
        SimNetwork doubling = network(new Weather(0, 200, 0, 10, 10));
        sendAndDrain(doubling, 10_000);
        assertEquals(12_000, delivered.size(), 200);
    }

    @Test
    void aPathThatIsCutIsCutOneWay() {
        ChaosNetwork chaos = new ChaosNetwork(3, STEADY, new SimRandom(1));
        chaos.cut(1, 2);
        assertEquals(ChaosNetwork.LOST, chaos.fate(1, 2, 0));
        assertNotEquals(ChaosNetwork.LOST, chaos.fate(2, 1, 0));
        chaos.heal();
        assertNotEquals(ChaosNetwork.LOST, chaos.fate(1, 2, 0));
    }

    @Test
    void aPartitionLeavesEachSideAndTheClientsAlone() {
        ChaosNetwork chaos = new ChaosNetwork(4, STEADY, new SimRandom(1));
        chaos.partition(1L << 1 | 1L << 2);
        assertEquals(ChaosNetwork.LOST, chaos.fate(1, 3, 0));
        assertEquals(ChaosNetwork.LOST, chaos.fate(4, 2, 0));
        assertNotEquals(ChaosNetwork.LOST, chaos.fate(1, 2, 0));
        assertNotEquals(ChaosNetwork.LOST, chaos.fate(3, 4, 0));
        assertNotEquals(ChaosNetwork.LOST, chaos.fate(0, 1, 0));
        assertNotEquals(ChaosNetwork.LOST, chaos.fate(3, 0, 0));
    }

    @Test
    void aCloggedPathLetsEverythingThroughAtOnceLater() {
        ChaosNetwork chaos = new ChaosNetwork(3, STEADY, new SimRandom(1));
        chaos.clog(1, 2, 1_000_000);
        assertEquals(1_000_000, chaos.fate(1, 2, 0));
        assertEquals(999_000, chaos.fate(1, 2, 1_000));
        assertTrue(chaos.fate(2, 1, 0) < 1_000_000);
    }

    @Test
    void aPathHoldsALimitedNumberOfMessages() {
        SimNetwork network = network(STEADY);
        send(network, 2 * SimNetwork.MAX_ON_A_PATH);
        drain(network, terms);
        assertEquals(SimNetwork.MAX_ON_A_PATH, delivered.size());
        assertEquals(SimNetwork.MAX_ON_A_PATH, network.most());
    }

    @Test
    void theDigestTellsLivesApart() {
        assertEquals(digestOf(1), digestOf(1));
        assertNotEquals(digestOf(1), digestOf(2));
    }

    @Test
    void clocksAreWrongWithinTheirSkew() {
        TimeController time = new TimeController(50, new SimRandom(3));
        assertEquals(TimeController.TICK_MICROS, time.tickMicros(1));
        time.skew(100);
        assertTrue(IntStream.rangeClosed(1, 50).mapToLong(time::tickMicros).distinct().count() > 9);
        assertTrue(
                IntStream.rangeClosed(1, 50)
                        .mapToLong(time::tickMicros)
                        .allMatch(micros -> micros >= 9_090 && micros <= 11_112));
        time.pause(1, 500);
        assertTrue(time.isPaused(1, 499));
        assertFalse(time.isPaused(1, 500));
        time.heal();
        assertEquals(TimeController.TICK_MICROS, time.tickMicros(1));
    }

    private static long digestOf(int seed) {
        ChaosNetwork chaos = new ChaosNetwork(3, STEADY, new SimRandom(seed));
        SimNetwork network = new SimNetwork(3, chaos);
        send(network, 5);
        drain(network, (_, _, _, _) -> {});
        return network.digest();
    }

    private static SimNetwork network(Weather weather) {
        return new SimNetwork(3, new ChaosNetwork(3, weather, new SimRandom(1)));
    }

    private void sendAndDrain(SimNetwork network, int count) {
        for (int sent = 0; sent < count; sent += 100) {
            send(network, 100);
            drain(network, terms);
        }
    }

    private static void send(SimNetwork network, int count) {
        for (int term = 0; term < count; term++) {
            network.send(new Message.TimeoutNow(1, 2, term));
        }
    }

    private static void drain(SimNetwork network, SimNetwork.Receiver receiver) {
        int limit = 100_000;
        while (network.step(receiver)) {
            assertTrue(--limit > 0, "the queue does not end");
        }
    }
}

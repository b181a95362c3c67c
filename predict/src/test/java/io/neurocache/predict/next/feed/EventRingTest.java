package io.neurocache.predict.next.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.record.AccessRecord.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventRingTest {
    private final List<String> seen = new ArrayList<>();
    private final Events recorder =
            new Events() {
                @Override
                public void answered(
                        long client,
                        long millis,
                        String key,
                        Answer how,
                        long bytes,
                        int secondsFresh,
                        int waitedMicros) {
                    seen.add(
                            String.join(
                                    " ",
                                    List.of(
                                            "" + client,
                                            "" + millis,
                                            key,
                                            "" + how,
                                            "" + bytes,
                                            "" + secondsFresh,
                                            "" + waitedMicros)));
                }

                @Override
                public void stored(String key, int id, long bytes) {
                    seen.add("stored " + key + " " + id + " " + bytes);
                }

                @Override
                public void arrived(String key) {
                    seen.add("arrived " + key);
                }

                @Override
                public void failed(String key) {
                    seen.add("failed " + key);
                }

                @Override
                public void reconsider(long client) {
                    seen.add("reconsider " + client);
                }
            };

    @Test
    void eventsComeOutWholeAndInOrder() {
        EventRing ring = new EventRing(8);
        ring.answered(7, 8, "a", Answer.FETCHED, 9, 10, 11);
        ring.arrived("b");
        ring.stored("c", 12, 13);
        ring.failed("d");
        ring.reconsider(14);
        assertEquals(5, ring.drain(recorder, 10));
        assertEquals(
                List.of(
                        "7 8 a FETCHED 9 10 11",
                        "arrived b",
                        "stored c 12 13",
                        "failed d",
                        "reconsider 14"),
                seen);
        assertEquals(0, ring.drain(recorder, 10));
    }

    @Test
    void theKeyOfASitesObjectHasTwoSlashesBeforeIt() {
        EventRing ring = new EventRing(4);
        ring.answered(7, 8, "example.com/a", true, Answer.HIT, 9, 10, 0);
        ring.drain(recorder, 1);
        assertEquals(List.of("7 8 //example.com/a HIT 9 10 0"), seen);
    }

    @Test
    void whatFindsNoRoomIsLostAndCounted() {
        EventRing ring = new EventRing(2);
        for (String key : List.of("a", "b", "c", "d")) {
            ring.arrived(key);
        }
        assertEquals(2, ring.dropped());
        ring.drain(recorder, 1);
        ring.arrived("e");
        ring.drain(recorder, 10);
        assertEquals(List.of("arrived a", "arrived b", "arrived e"), seen);
        assertEquals(2, ring.dropped());
    }

    @Test
    void aRingGoesRoundManyTimes() {
        EventRing ring = new EventRing(4);
        for (int i = 0; i < 1_000; i++) {
            ring.arrived("" + i);
            assertEquals(1, ring.drain(recorder, 10));
        }
        assertEquals("arrived 999", seen.getLast());
        assertEquals(0, ring.dropped());
    }

    @Test
    @Timeout(20)
    void fromManyThreadsNothingIsTornLostUncountedOrOutOfOrder() throws InterruptedException {
        int producers = 3;
        int each = 20_000;
        EventRing ring = new EventRing(64);
        InOrder inOrder = new InOrder();
        Feeder feeder = new Feeder(ring, inOrder);
        Thread consumer = Thread.ofPlatform().name("predict").start(feeder);
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            long client = p;
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 1; i <= each; i++) {
                                    ring.answered(client, i, "k" + i, Answer.HIT, i, i, i);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        feeder.close();
        assertTrue(consumer.join(Duration.ofSeconds(10)));
        ring.drain(inOrder, Integer.MAX_VALUE);
        assertEquals((long) producers * each, inOrder.count + ring.dropped());
        assertEquals(List.of(), inOrder.faults);
    }

    /** Checks that each event fits together, and that a producer's come in order. */
    private static final class InOrder implements Events {
        private final Map<Long, Long> last = new HashMap<>();
        private final List<String> faults = new ArrayList<>();
        private long count;

        @Override
        public void answered(
                long client,
                long millis,
                String key,
                Answer how,
                long bytes,
                int secondsFresh,
                int waitedMicros) {
            count++;
            Long before = last.put(client, millis);
            if ((before != null && before >= millis)
                    || bytes != millis
                    || secondsFresh != millis
                    || waitedMicros != millis
                    || !key.equals("k" + millis)) {
                faults.add(client + " " + millis + " " + key + " after " + before);
            }
        }

        @Override
        public void stored(String key, int id, long bytes) {
            faults.add(key);
        }

        @Override
        public void arrived(String key) {
            faults.add(key);
        }

        @Override
        public void failed(String key) {
            faults.add(key);
        }

        @Override
        public void reconsider(long client) {
            faults.add("" + client);
        }
    }
}

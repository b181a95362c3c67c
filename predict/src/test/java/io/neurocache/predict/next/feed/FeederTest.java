package io.neurocache.predict.next.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.record.AccessRecord.Answer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FeederTest {
    @Test
    @Timeout(20)
    void eventsAreCarriedByItsThreadUntilItIsClosed() throws InterruptedException {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        EventRing ring = new EventRing(1_024);
        Feeder feeder = new Feeder(ring, new Notes(seen));
        ring.arrived("before");
        Thread thread = Thread.ofPlatform().name("predict").start(feeder);
        assertEquals("before", seen.poll(10, TimeUnit.SECONDS));
        assertEquals("pause", seen.poll(10, TimeUnit.SECONDS));
        ring.failed("later");
        String next = seen.poll(10, TimeUnit.SECONDS);
        while ("pause".equals(next)) {
            next = seen.poll(10, TimeUnit.SECONDS);
        }
        assertEquals("later", next);
        feeder.close();
        assertTrue(thread.join(Duration.ofSeconds(10)));
    }

    /** Writes down what it is told. */
    private record Notes(BlockingQueue<String> seen) implements Events {
        @Override
        public void answered(
                long client,
                long millis,
                String key,
                Answer how,
                long bytes,
                int secondsFresh,
                int waitedMicros) {
            seen.add("answered " + key);
        }

        @Override
        public void stored(String key, int id, long bytes) {
            seen.add("stored " + key);
        }

        @Override
        public void arrived(String key) {
            seen.add(key);
        }

        @Override
        public void failed(String key) {
            seen.add(key);
        }

        @Override
        public void reconsider(long client) {
            seen.add("reconsider " + client);
        }

        @Override
        public void pause() {
            seen.add("pause");
        }
    }
}

package io.neurocache.predict.next.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.next.Kind;
import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerConfig;
import io.neurocache.predict.next.preload.PreloadConfig;
import io.neurocache.predict.next.preload.Preloader;
import io.neurocache.predict.next.preload.Shelf;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FeederTest {
    @Test
    @Timeout(20)
    void whatFollowsAPageIsFetchedBeforeItIsAskedFor() throws InterruptedException {
        BlockingQueue<String> preloaded = new LinkedBlockingQueue<>();
        Preloader preloader = new Preloader(PreloadConfig.NORMAL, new EmptyShelf(preloaded));
        Ranker ranker = new Ranker(new RankerConfig(4_096, 4_096, 256, 64, 16, 0));
        EventRing ring = new EventRing(1_024);
        Feeder feeder = new Feeder(ring, new Foresight(ranker, preloader));
        for (int client = 0; client < 40; client++) {
            ring.requested(client, 0, "/page.html", Kind.PAGE, 1_000);
            ring.requested(client, 0, "/style.css", Kind.RESOURCE, 1_000);
            ring.failed("/style.css");
        }
        Thread thread = Thread.ofPlatform().name("predict").start(feeder);
        assertEquals("/style.css", preloaded.poll(10, TimeUnit.SECONDS));
        feeder.close();
        assertTrue(thread.join(Duration.ofSeconds(10)));
        assertEquals(0, ring.dropped());
    }

    /** A cache that never has anything. */
    private record EmptyShelf(BlockingQueue<String> preloaded) implements Shelf {
        @Override
        public boolean holds(String key) {
            return false;
        }

        @Override
        public long expectedBytes(String key) {
            return 1_000;
        }

        @Override
        public void touch(String key) {
            throw new AssertionError("nothing to touch");
        }

        @Override
        public void preload(String key) {
            preloaded.add(key);
        }
    }
}

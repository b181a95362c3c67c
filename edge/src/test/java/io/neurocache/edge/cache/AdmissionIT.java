package io.neurocache.edge.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.eviction.EvictionPolicy;
import io.neurocache.edge.eviction.LruPolicy;
import io.neurocache.edge.eviction.ObjectWords;
import io.neurocache.edge.testing.FakeOrigin;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy that does not want an object: clients get it, and it is not kept. */
class AdmissionIT {
    private static final String BODY = "b".repeat(50_000);
    private static final String ANSWER =
            FakeOrigin.lines(
                            "HTTP/1.1 200 OK",
                            "Cache-Control: max-age=60",
                            "Content-Length: 50000",
                            "",
                            "")
                    + BODY;

    @TempDir Path folder;

    /** Takes an object only when it is asked for the second time. */
    private static final class OnSecondSight implements EvictionPolicy {
        private final LruPolicy lru;
        private final Map<Long, Long> seen = new ConcurrentHashMap<>();
        private final Map<Integer, Long> hashes = new ConcurrentHashMap<>();

        OnSecondSight(ObjectWords words) {
            lru = new LruPolicy(words);
        }

        @Override
        public boolean admit(long keyHash, long bytes) {
            return seen.put(keyHash, bytes) != null;
        }

        @Override
        public void added(int id, long keyHash, long bytes) {
            hashes.put(id, keyHash);
            lru.added(id, keyHash, bytes);
        }

        @Override
        public void hit(int id) {
            lru.hit(id);
        }

        @Override
        public void removed(int id) {
            lru.removed(id);
        }

        @Override
        public int victim() {
            return lru.victim();
        }
    }

    @Test
    void whatThePolicyLeavesOutIsServedAndNotKept() throws Exception {
        OnSecondSight[] policy = new OnSecondSight[1];
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.always(ANSWER));
                EdgeRig rig =
                        EdgeRig.startKeeping(
                                folder,
                                EdgeRig.routes(origin.address()),
                                words -> policy[0] = new OnSecondSight(words))) {
            EdgeCounters counters = rig.edge().counters();
            assertEquals(BODY, rig.get("/a").body());
            Await.until(() -> counters.notAdmitted.sum() == 1, () -> "it was kept");
            assertEquals(0, rig.edge().storage().objects());
            assertEquals(BODY, rig.get("/a").body());
            Await.until(() -> counters.stored.sum() == 1, () -> "it was not kept");
            assertEquals(BODY, rig.get("/a").body());
            assertEquals(1, counters.hits.sum());
            assertEquals(2, origin.requests().size());
            assertEquals(Map.of(), difference(policy[0]), "one hash for a key, in and out");
        }
    }

    /** Hashes of what entered that was not asked about. */
    private static Map<Integer, Long> difference(OnSecondSight policy) {
        Map<Integer, Long> unknown = new ConcurrentHashMap<>(policy.hashes);
        unknown.values().removeAll(policy.seen.keySet());
        return unknown;
    }
}

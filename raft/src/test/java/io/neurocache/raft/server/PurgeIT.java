package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.kv.KvPurge;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.CacheObject;
import io.neurocache.raft.wire.EdgeIdentity;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.KnownEdge;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Purges and leases on real servers. */
class PurgeIT {
    private final Map<Integer, Cache> caches = new ConcurrentHashMap<>();
    @TempDir Path root = Path.of("");
    private Servers servers;

    /** Stands where an edge would; written on its server's loop. */
    private static final class Cache implements CacheListener {
        private final Map<Long, Request.Purge> purges = new ConcurrentHashMap<>();
        private final Collection<Bytes> preloaded = new ConcurrentLinkedQueue<>();
        private volatile List<KnownEdge> edges = List.of();
        private volatile String holds = "";
        private volatile long applied;
        private volatile long askedNanos;
        private volatile long grantedIndex;
        private volatile long forgotten = -1;

        @Override
        public void restored(long appliedIndex, List<KvPurge> known, long forgottenUpTo) {
            known.forEach(purge -> purges.put(purge.index(), purge.purge()));
            applied = appliedIndex;
            forgotten = forgottenUpTo;
        }

        @Override
        public boolean purged(KvPurge purge) {
            purges.put(purge.index(), purge.purge());
            return purge.purge().names().contains(Bytes.utf8(holds));
        }

        @Override
        public void edges(List<KnownEdge> known) {
            edges = known;
        }

        @Override
        public void preload(List<Bytes> keys) {
            preloaded.addAll(keys);
        }

        @Override
        public void applied(long index) {
            applied = index;
        }

        @Override
        public void granted(long asked, long index) {
            askedNanos = Math.max(askedNanos, asked);
            grantedIndex = Math.max(grantedIndex, index);
        }

        boolean isLeased(long now) {
            return grantedIndex > 0
                    && applied >= grantedIndex
                    && now - askedNanos < Servers.LEASE.toNanos();
        }
    }

    @BeforeEach
    void threeServersWithCaches() throws IOException {
        servers = new Servers(root, 3);
        servers.caches(id -> {
            Cache cache = new Cache();
            caches.put(id, cache);
            return cache;
        });
        for (int id = 1; id <= 3; id++) {
            servers.start(id);
        }
        servers.leader();
        allAreLeased();
    }

    @AfterEach
    void stop() throws IOException {
        servers.close();
    }

    private void allAreLeased() {
        Servers.await(
                () -> caches.values().stream().allMatch(cache -> cache.isLeased(System.nanoTime())),
                () -> "not all have a lease: " + servers.states());
    }

    private CompletableFuture<Reply> purge(int server, Request.Purge.Target target, String name) {
        CompletableFuture<Reply> answer = new CompletableFuture<>();
        List<Bytes> names = name.isEmpty() ? List.of() : List.of(Bytes.utf8(name));
        servers.running(server)
                .askLeader(id -> new Request.Purge(id, target, names, false), answer::complete);
        return answer;
    }

    private static Reply.Purged done(CompletableFuture<Reply> answer) throws Exception {
        return assertInstanceOf(Reply.Purged.class, answer.get(20, TimeUnit.SECONDS));
    }

    @Test
    void itIsAnsweredWhenAllHaveAppliedItWhereverItIsAsked() throws Exception {
        for (int id = 1; id <= 3; id++) {
            Reply.Purged purged = done(purge(id, Request.Purge.Target.TAGS, "release-" + id));
            for (Cache cache : caches.values()) {
                Request.Purge seen = cache.purges.get(purged.index());
                assertEquals(List.of(Bytes.utf8("release-" + id)), seen.names());
            }
            assertTrue(purged.found());
        }
    }

    @Test
    void aClientOfThePortPurgesToo() throws Exception {
        try (Client client = servers.client(servers.leader())) {
            client.sendFrame("{\"id\":7,\"op\":\"purge\",\"prefix\":\"img/\"}");
            Reply.Purged purged = assertInstanceOf(Reply.Purged.class, client.receive());
            assertEquals(7, purged.id());
            caches.values().forEach(cache -> assertTrue(cache.purges.containsKey(purged.index())));
            client.sendFrame("{\"id\":8,\"op\":\"lease\",\"member\":1,\"applied\":1}");
            Reply.Failed refused = assertInstanceOf(Reply.Failed.class, client.receive());
            assertEquals(ErrorCode.UNAUTHORIZED, refused.code());
        }
    }

    @Test
    void itIsFoundWhereverSomebodyHadIt() throws Exception {
        int follower = servers.follower();
        assertFalse(done(purge(follower, Request.Purge.Target.KEYS, "a")).found());
        for (int id = 1; id <= 3; id++) {
            caches.get(id).holds = "only-n" + id;
        }
        for (int id = 1; id <= 3; id++) {
            assertTrue(done(purge(follower, Request.Purge.Target.KEYS, "only-n" + id)).found());
        }
        assertFalse(done(purge(follower, Request.Purge.Target.KEYS, "nobody's")).found());
    }

    @Test
    void anEdgeThatIsGoneIsWaitedForUntilItsLeaseIsOverAndNoLonger() throws Exception {
        int gone = servers.follower();
        Cache cache = caches.get(gone);
        servers.stop(gone);
        long begun = System.nanoTime();
        Reply.Purged purged = done(purge(servers.leader(), Request.Purge.Target.ALL, ""));
        long now = System.nanoTime();
        assertFalse(cache.purges.containsKey(purged.index()));
        assertTrue(now - cache.askedNanos >= Servers.LEASE.toNanos(), "its lease runs");
        assertTrue(now - begun < 3 * Servers.LEASE.toNanos(), "it took " + (now - begun));

        // And nobody waits for it from now on.
        begun = System.nanoTime();
        done(purge(servers.leader(), Request.Purge.Target.ALL, ""));
        assertTrue(System.nanoTime() - begun < Servers.LEASE.toNanos() / 2);
    }

    @Test
    void aNewLeaderWaitsForLeasesThatItKnowsNothingOf() throws Exception {
        int old = servers.leader();
        Cache cache = caches.get(old);
        servers.stop(old);
        int other = servers.follower();
        Reply.Purged purged = done(purge(other, Request.Purge.Target.KEYS, "a"));
        assertTrue(System.nanoTime() - cache.askedNanos >= Servers.LEASE.toNanos());
        assertTrue(caches.get(other).purges.containsKey(purged.index()));
    }

    @Test
    void whoeverWasAwayHearsOfThePurgesAtItsStart() throws Exception {
        int away = servers.follower();
        servers.stop(away);
        Reply.Purged first = done(purge(servers.leader(), Request.Purge.Target.TAGS, "t"));
        // So much that it gets a snapshot, and the entry is gone.
        for (int i = 0; i < 100; i++) {
            servers.put("k" + i, "v".repeat(1000));
        }
        try (Client client = servers.client(servers.leader())) {
            assertInstanceOf(Reply.Written.class, client.ask(new Request.Snapshot(1)));
        }
        servers.start(away);
        servers.settle();
        Cache cache = caches.get(away);
        assertTrue(cache.purges.containsKey(first.index()));
        assertEquals(0, cache.forgotten);
        allAreLeased();
    }

    private Reply asked(int server, LongFunction<Request> request) throws Exception {
        CompletableFuture<Reply> answer = new CompletableFuture<>();
        servers.running(server).askLeader(request, answer::complete);
        return answer.get(20, TimeUnit.SECONDS);
    }

    private CacheEntry located(int server, String key) throws Exception {
        CompletableFuture<List<CacheEntry>> answer = new CompletableFuture<>();
        List<Bytes> keys = List.of(Bytes.utf8("unknown"), Bytes.utf8(key));
        servers.running(server).locate(keys, answer::complete);
        List<CacheEntry> found = answer.get(20, TimeUnit.SECONDS);
        return found.isEmpty() ? null : found.getFirst();
    }

    @Test
    void whatAnEdgeHoldsIsKnownOnEveryServerUntilItIsPurged() throws Exception {
        int follower = servers.follower();
        CacheObject object = new CacheObject(5, Bytes.wrap(new byte[32]), 1_900_000_000L);
        List<Request.Placed> placed = List.of(new Request.Placed(Bytes.utf8("a"), object));
        assertInstanceOf(
                Reply.Written.class,
                asked(follower, id -> new Request.Place(id, follower, 0, placed, List.of())));
        // Nobody speaks for another server's edge.
        Reply refused =
                asked(
                        follower,
                        id -> new Request.Place(id, servers.leader(), 0, placed, List.of()));
        assertEquals(ErrorCode.UNAUTHORIZED, ((Reply.Failed) refused).code());
        servers.settle();
        for (int id = 1; id <= 3; id++) {
            assertArrayEquals(new int[] {follower}, located(id, "a").edges());
            assertNull(located(id, "b"));
        }
        try (Client client = servers.client(servers.leader())) {
            client.sendFrame(
                    "{\"id\":9,\"op\":\"place\",\"member\":1,\"placed\":[],\"removed\":[]}");
            Reply.Failed failed = assertInstanceOf(Reply.Failed.class, client.receive());
            assertEquals(ErrorCode.UNAUTHORIZED, failed.code());
        }
        done(purge(follower, Request.Purge.Target.KEYS, "a"));
        assertNull(located(follower, "a"));
    }

    @Test
    void aPutSupersedesAndPlacesAtOnce() throws Exception {
        int follower = servers.follower();
        CacheObject old = new CacheObject(5, Bytes.wrap(new byte[32]), 1_900_000_000);
        List<Request.Placed> placed = List.of(new Request.Placed(Bytes.utf8("a"), old));
        asked(follower, id -> new Request.Place(id, follower, 0, placed, List.of()));
        CacheObject object = new CacheObject(6, Bytes.wrap(new byte[32]), 1_900_000_000);
        Request.Placed put = new Request.Placed(Bytes.utf8("a"), object);
        int leader = servers.leader();
        Reply.Purged done =
                assertInstanceOf(
                        Reply.Purged.class,
                        asked(leader, id -> new Request.Supersede(id, leader, put)));
        // It is answered when every edge has applied it, so each knows by then.
        for (int id = 1; id <= 3; id++) {
            assertEquals(object, located(id, "a").object());
            assertArrayEquals(new int[] {leader}, located(id, "a").edges());
            assertEquals(
                    Request.Purge.Target.KEYS, caches.get(id).purges.get(done.index()).target());
        }
    }

    @Test
    void howAnEdgeIsReachedIsKnownOnEveryServer() throws Exception {
        int follower = servers.follower();
        List<Bytes> keys = List.of(Bytes.wrap(new byte[32]));
        EdgeIdentity edge = new EdgeIdentity(follower, "127.0.0.1:8081", keys, false);
        asked(follower, id -> new Request.Announce(id, edge));
        servers.settle();
        for (int id = 1; id <= 3; id++) {
            assertEquals(List.of(new KnownEdge(edge, false)), caches.get(id).edges);
        }
        EdgeIdentity leaving = new EdgeIdentity(follower, "127.0.0.1:8081", keys, true);
        asked(follower, id -> new Request.Announce(id, leaving));
        servers.settle();
        assertEquals(List.of(new KnownEdge(leaving, false)), caches.get(servers.leader()).edges);
        EdgeIdentity another = new EdgeIdentity(servers.leader(), "127.0.0.1:8080", keys, false);
        Reply refused = asked(follower, id -> new Request.Announce(id, another));
        assertEquals(ErrorCode.UNAUTHORIZED, ((Reply.Failed) refused).code());
    }

    @Test
    void anEdgeThatIsDrainedStaysSoWhateverItTells() throws Exception {
        int leader = servers.leader();
        List<Bytes> keys = List.of(Bytes.wrap(new byte[32]));
        EdgeIdentity edge = new EdgeIdentity(leader, "127.0.0.1:8081", keys, false);
        Reply unknown = asked(leader, id -> new Request.Drain(id, leader, true));
        assertEquals(ErrorCode.NOT_FOUND, ((Reply.Failed) unknown).code());
        asked(leader, id -> new Request.Announce(id, edge));
        asked(leader, id -> new Request.Drain(id, leader, true));
        asked(leader, id -> new Request.Announce(id, edge));
        servers.settle();
        for (int id = 1; id <= 3; id++) {
            assertEquals(List.of(new KnownEdge(edge, true)), caches.get(id).edges);
        }
        asked(leader, id -> new Request.Drain(id, leader, false));
        servers.settle();
        assertEquals(List.of(new KnownEdge(edge, false)), caches.get(leader).edges);
    }

    @Test
    void aPreloadReachesTheEdgesThatItNames() throws Exception {
        int follower = servers.follower();
        List<Bytes> keys = List.of(Bytes.utf8("a"));
        asked(follower, id -> new Request.Preload(id, keys, List.of()));
        asked(follower, id -> new Request.Preload(id, keys, List.of((long) follower)));
        servers.settle();
        for (int id = 1; id <= 3; id++) {
            assertEquals(id == follower ? 2 : 1, caches.get(id).preloaded.size());
        }
    }

    @Test
    void thousandsAreAnsweredOnceEach() throws Exception {
        int follower = servers.follower();
        List<CompletableFuture<Reply>> answers =
                IntStream.range(0, 2000)
                        .mapToObj(i -> purge(follower, Request.Purge.Target.KEYS, "k" + i))
                        .toList();
        long distinct = 0;
        for (CompletableFuture<Reply> answer : answers) {
            distinct += done(answer).index() > 0 ? 1 : 0;
        }
        assertEquals(2000, distinct);
        assertEquals(2000, caches.get(servers.leader()).purges.size());
    }
}

package io.neurocache.neurod;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.neurocache.edge.HostPort;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.server.MemberAddress;
import io.neurocache.raft.server.RaftListener;
import io.neurocache.raft.server.RaftServer;
import io.neurocache.raft.server.RaftServerConfig;
import io.neurocache.raft.wire.CacheObject;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A member of a cluster that has no edge and tells of objects as an edge would, in batches of
 * 1,000, for docs/benchmarks/placements.sh: by hand, not a test.
 *
 * <p>Arguments: its id, its data directory, then the Raft addresses of all members in the order of
 * their ids. Each line on stdin is how many objects a second are told of from then on; at each, and
 * at the end, one line says how many were told and refused since the last.
 */
final class PlacementLoad {
    private static final int BATCH = 1000;
    private static final int KEYS = 200_000;
    private static final int MAX_UNDER_WAY = 4;

    private final RaftServer server;
    private final int member;
    private final AtomicLong told = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile int perSecond;
    private long owedMillis;
    private int nextKey;

    private PlacementLoad(RaftServer server, int member) {
        this.server = server;
        this.member = member;
    }

    /** Runs until stdin ends. */
    public static void main(String[] args) throws Exception {
        int id = Integer.parseInt(args[0]);
        List<MemberAddress> members = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            HostPort raft = HostPort.parse(args[i]);
            members.add(new MemberAddress(i - 1, raft.host(), raft.port(), ""));
        }
        HostPort own = HostPort.parse(args[1 + id]);
        RaftServerConfig config =
                RaftServerConfig.of(id, "load", own.resolve(), members, Path.of(args[1]));
        try (RaftServer server = RaftServer.start(config, new Silent());
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            PlacementLoad load = new PlacementLoad(server, id);
            var _ = timer.scheduleAtFixedRate(load::tick, 10, 10, TimeUnit.MILLISECONDS);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                load.report();
                load.perSecond = Integer.parseInt(line.strip());
            }
            load.report();
            timer.shutdownNow();
        }
    }

    private static final class Silent implements RaftListener {
        @Override
        public void leaderChanged(long term, int leader) {}

        @Override
        public void failed(String message) {
            System.err.println(message);
        }
    }

    private void report() {
        System.out.println("told " + told.getAndSet(0) + " refused " + refused.getAndSet(0));
    }

    /** A hundredth of a second has passed. */
    private void tick() {
        owedMillis = Math.min(owedMillis + 10, 1000);
        int rate = perSecond;
        while (rate > 0 && owedMillis * rate >= 1000L * BATCH && underWay.get() < MAX_UNDER_WAY) {
            owedMillis -= 1000L * BATCH / rate;
            tell();
        }
    }

    private void tell() {
        List<Request.Placed> placed = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            nextKey = (nextKey + 1) % KEYS;
            byte[] hash = new byte[CacheObject.HASH_BYTES];
            hash[0] = (byte) nextKey;
            placed.add(
                    new Request.Placed(
                            Bytes.utf8("example.com/img/" + nextKey + ".jpg"),
                            new CacheObject(20_000, Bytes.wrap(hash), 1_900_000_000)));
        }
        underWay.incrementAndGet();
        server.askLeader(
                id -> new Request.Place(id, member, 0, placed, List.of()),
                reply -> {
                    underWay.decrementAndGet();
                    boolean isTold = reply instanceof Reply.Written;
                    if (!isTold && refused.get() == 0) {
                        System.err.println(reply);
                    }
                    (isTold ? told : refused).addAndGet(BATCH);
                });
    }
}

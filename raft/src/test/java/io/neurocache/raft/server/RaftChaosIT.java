package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.sim.ChaosNetwork;
import io.neurocache.raft.sim.ChaosNetwork.Weather;
import io.neurocache.raft.sim.SimRandom;
import io.neurocache.raft.sim.check.History;
import io.neurocache.raft.sim.check.LinearizabilityChecker;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose network, of real sockets, is a bad one. */
@Timeout(120)
class RaftChaosIT {
    private static final int SERVERS = 3;
    private static final int CLIENTS = 8;
    private static final int KEYS = 4;
    private static final int OPERATIONS = 40;
    private static final int MAX_TRIES = 50_000;

    @TempDir Path directory;

    private static ChaosRelay relay(Weather weather) {
        return new ChaosRelay(new ChaosNetwork(SERVERS, weather, new SimRandom(1)));
    }

    /** Each server listens where it did, and the others know it by a port of the relay. */
    private Servers start(ChaosRelay relay) throws IOException {
        Servers servers = new Servers(directory, SERVERS);
        List<MemberAddress> members = new ArrayList<>();
        for (int id = 1; id <= SERVERS; id++) {
            int port = relay.open(id, servers.port(id));
            members.add(new MemberAddress(id, "127.0.0.1", port, ""));
        }
        servers.configure(config ->
                Configs.withTimeout(Configs.withMembers(config, members), Duration.ofSeconds(2)));
        for (int id = 1; id <= SERVERS; id++) {
            servers.start(id);
        }
        return servers;
    }

    @Test
    void nothingIsLostOrOutOfOrderWhereOneFrameInTwentyIs() throws Exception {
        Weather weather = new Weather(50, 20, 50, 100, 1_000);
        try (ChaosRelay relay = relay(weather);
                Servers servers = start(relay)) {
            Registers registers = new Registers();
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int seed = client;
                tasks.add(() -> registers.use(servers, new SplittableRandom(seed)));
            }
            int answered = 0;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Integer> one : threads.invokeAll(tasks)) {
                    answered += one.get();
                }
            }
            servers.settle();
            assertTrue(relay.lost() > relay.passed() / 40, () -> relay.lost() + " frames lost");
            assertTrue(answered > CLIENTS * OPERATIONS / 2, "too little was done: " + answered);
            assertEquals(
                    LinearizabilityChecker.Result.LINEARIZABLE,
                    new LinearizabilityChecker().check(registers.history, KEYS),
                    registers::describe);
        }
    }

    @Test
    void theSideOfTheOldLeaderTakesNothingWhileTheOtherGoesOn() throws IOException {
        try (ChaosRelay relay = relay(Weather.FAIR);
                Servers servers = start(relay)) {
            servers.put("a", "1");
            int old = servers.leader();
            relay.partition(1L << old);
            try (Client client = servers.client(old)) {
                ErrorCode code = assertInstanceOf(Reply.Failed.class, client.put("a", "2")).code();
                assertTrue(code == ErrorCode.TIMEOUT || code == ErrorCode.NO_LEADER, code::name);
                Servers.await(() -> servers.status(old).leader() == 0, servers::states);
                assertInstanceOf(Reply.Failed.class, client.get("a"));
            }
            int next = leaderBut(servers, old);
            try (Client client = servers.client(next)) {
                assertInstanceOf(Reply.Written.class, client.put("b", "3"));
                assertEquals("1", value(client.get("a")));
            }
            relay.heal();
            servers.settle();
            assertNotEquals(0, servers.leader());
            for (int id = 1; id <= SERVERS; id++) {
                try (Client client = servers.client(id)) {
                    assertEquals("1", value(client.get("a", Consistency.STALE)));
                    assertEquals("3", value(client.get("b", Consistency.STALE)));
                }
            }
        }
    }

    private static int leaderBut(Servers servers, int old) {
        Servers.await(() -> leads(servers, old) != 0, servers::states);
        return leads(servers, old);
    }

    private static int leads(Servers servers, int old) {
        for (int id = 1; id <= SERVERS; id++) {
            if (id != old && servers.status(id).role().equals("leader")) {
                return id;
            }
        }
        return 0;
    }

    private static String value(Reply reply) {
        return text(assertInstanceOf(Reply.Found.class, reply));
    }

    private static String text(Reply.Found found) {
        return new String(found.value().array(), StandardCharsets.UTF_8);
    }

    /** Registers that clients read and write, with the history of what they saw. */
    private static final class Registers {
        private final History history = new History();
        private int lastValue;

        /** Asks the leader, wherever it is, one thing after the other; how many were answered. */
        int use(Servers servers, SplittableRandom random) throws IOException {
            int answered = 0;
            int target = 1;
            for (int i = 0; i < OPERATIONS; i++) {
                int key = random.nextInt(KEYS);
                boolean reads = random.nextBoolean();
                int value;
                int operation;
                synchronized (this) {
                    value = reads ? History.ABSENT : ++lastValue;
                    operation = history.call(reads ? History.GET : History.PUT, key, value, 0);
                }
                String name = "k" + key;
                Reply reply = ask(servers, target, reads, name, value);
                for (int tries = 1; Servers.isHarmless(reply); tries++) {
                    assertTrue(tries < MAX_TRIES, "no server leads");
                    target = 1 + target % SERVERS;
                    reply = ask(servers, target, reads, name, value);
                }
                answered += told(operation, reply) ? 1 : 0;
            }
            return answered;
        }

        private static Reply ask(Servers servers, int target, boolean reads, String key, int value)
                throws IOException {
            try (Client client = servers.client(target)) {
                return reads ? client.get(key) : client.put(key, Integer.toString(value));
            }
        }

        private synchronized boolean told(int operation, Reply reply) {
            switch (reply) {
                case Reply.Written _ -> history.done(operation, History.ABSENT);
                case Reply.Found found -> history.done(operation, Integer.parseInt(text(found)));
                case Reply.Failed failed when failed.code() == ErrorCode.NOT_FOUND ->
                        history.done(operation, History.ABSENT);
                case Reply.Failed failed when failed.code() == ErrorCode.TIMEOUT -> {
                    return false;
                }
                default -> throw new AssertionError("answered " + reply);
            }
            return true;
        }

        private synchronized String describe() {
            StringBuilder story = new StringBuilder();
            for (int operation = 0; operation < history.size(); operation++) {
                story.append(history.describe(operation)).append('\n');
            }
            return story.toString();
        }
    }
}

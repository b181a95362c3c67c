package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.NodeStatus;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several servers of one cluster over real sockets and files. */
@Timeout(90)
class RaftClusterIT {
    @TempDir Path directory;

    @Test
    void whatTheLeaderTakesAllHave() throws IOException {
        try (Servers servers = Servers.started(directory, 3)) {
            servers.put("a", "1");
            servers.settle();
            for (int id = 1; id <= 3; id++) {
                assertEquals(1, servers.status(id).keys());
                try (Client client = servers.client(id)) {
                    assertValue("1", client.get("a", Consistency.STALE));
                }
            }
            try (Client client = servers.client(servers.leader())) {
                assertValue("1", client.get("a"));
            }
        }
    }

    private static void assertValue(String value, Reply reply) {
        assertEquals(Bytes.utf8(value), assertInstanceOf(Reply.Found.class, reply).value());
    }

    @Test
    void aFollowerSendsClientsToTheLeader() throws IOException {
        try (Servers servers = Servers.started(directory, 3)) {
            int follower = servers.follower();
            int leader = servers.leader();
            try (Client client = servers.client(follower)) {
                for (Reply reply : List.of(client.put("a", "1"), client.get("a"))) {
                    assertEquals(
                            servers.address(leader),
                            assertInstanceOf(Reply.NotLeader.class, reply).leader());
                }
                assertInstanceOf(
                        Reply.NotLeader.class, client.ask(new Request.RemoveMember(9, leader)));
                assertInstanceOf(
                        Reply.NotLeader.class, client.ask(new Request.TransferLeader(10, 0)));
            }
        }
    }

    @Test
    void anotherLeaderFollowsOneThatStopped() throws IOException {
        try (Servers servers = Servers.started(directory, 3)) {
            servers.put("a", "1");
            int old = servers.leader();
            servers.stop(old);
            servers.put("b", "2");
            assertNotEquals(old, servers.leader());
            servers.start(old);
            servers.put("c", "3");
            servers.settle();
            assertEquals(3, servers.status(old).keys());
        }
    }

    @Test
    void aMinorityRefusesWritesAndReads() throws IOException {
        try (Servers servers = new Servers(directory, 3)) {
            servers.configure(config -> Configs.withTimeout(config, Duration.ofSeconds(1)));
            for (int id = 1; id <= 3; id++) {
                servers.start(id);
            }
            servers.put("a", "1");
            int left = servers.leader();
            for (int id = 1; id <= 3; id++) {
                if (id != left) {
                    servers.stop(id);
                }
            }
            try (Client client = servers.client(left)) {
                ErrorCode first = code(client.put("b", "2"));
                assertTrue(
                        first == ErrorCode.TIMEOUT || first == ErrorCode.NO_LEADER,
                        () -> "answered " + first);
                Servers.await(() -> servers.status(left).leader() == 0, servers::states);
                assertEquals(ErrorCode.NO_LEADER, code(client.put("c", "3")));
                assertEquals(ErrorCode.NO_LEADER, code(client.get("a")));
                assertValue("1", client.get("a", Consistency.STALE));
            }
        }
    }

    private static ErrorCode code(Reply reply) {
        return assertInstanceOf(Reply.Failed.class, reply).code();
    }

    @Test
    void manyClientsAtOnceAreAllAnswered() throws Exception {
        int clients = 120;
        int each = 20;
        try (Servers servers = Servers.started(directory, 3)) {
            int leader = servers.leader();
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int c = 0; c < clients; c++) {
                String name = "c" + c;
                tasks.add(() -> {
                    try (Client client = servers.client(leader)) {
                        return writeAndRead(client, name, each);
                    }
                });
            }
            int written = 0;
            for (int count : all(tasks)) {
                written += count;
            }
            servers.settle();
            assertEquals(clients * each, written);
            for (int id = 1; id <= 3; id++) {
                assertEquals((long) clients * each, servers.status(id).keys());
            }
        }
    }

    private static int writeAndRead(Client client, String name, int each) throws IOException {
        int written = 0;
        for (int i = 0; i < each; i++) {
            Reply reply = client.put(name + "-" + i, "v" + i);
            assertInstanceOf(Reply.Written.class, reply);
            written++;
            assertValue("v" + i, client.get(name + "-" + i));
        }
        return written;
    }

    private static List<Integer> all(List<Callable<Integer>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> results = new ArrayList<>();
            for (Future<Integer> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }

    @Test
    void aSessionsWritesAreDoneOnceAcrossAChangeOfLeader() throws Exception {
        int writes = 60;
        try (Servers servers = Servers.started(directory, 3)) {
            servers.put("n", "0");
            int old = servers.leader();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<Integer> counting = threads.submit(() -> count(servers, writes));
                Servers.await(() -> servers.status(old).applied() > 20, servers::states);
                try (Client client = servers.client(old)) {
                    client.ask(new Request.TransferLeader(1, 0));
                }
                assertEquals(writes, counting.get());
            } catch (ExecutionException e) {
                throw new AssertionError(servers.states(), e);
            }
            Servers.await(() -> servers.leader() != old, servers::states);
            try (Client client = servers.client(servers.leader())) {
                assertValue(String.valueOf(writes), client.get("n"));
            }
        }
    }

    /** Counts up with cas, each sent again under its number until it is known to be done. */
    private static int count(Servers servers, int writes) throws IOException {
        int done = 0;
        int at = 1;
        while (done < writes) {
            try (Client client = servers.client(at)) {
                while (done < writes) {
                    Reply reply =
                            client.ask(
                                    cas(
                                            client.nextId(),
                                            String.valueOf(done),
                                            String.valueOf(done + 1),
                                            new Session("counter", done + 1)));
                    if (!(reply instanceof Reply.Written)) {
                        boolean isOpen =
                                Servers.isHarmless(reply)
                                        || (reply instanceof Reply.Failed failed
                                                && failed.code() == ErrorCode.TIMEOUT);
                        assertTrue(isOpen, () -> "answered " + reply);
                        break;
                    }
                    done++;
                }
            }
            at = at % 3 + 1;
        }
        return done;
    }

    @Test
    void aWriteWhoseLeaderWentAfterApplyingItIsNotDoneAgain() throws IOException {
        try (Servers servers = Servers.started(directory, 3)) {
            servers.put("n", "0");
            servers.settle();
            int old = servers.leader();
            long before = servers.status(old).applied();
            Session session = new Session("once", 1);
            try (Client client = servers.client(old)) {
                client.send(cas(1, "0", "1", session));
                Servers.await(() -> servers.status(old).applied() > before, servers::states);
            }
            // Nobody has read the answer. Another write hides the value from a second attempt.
            servers.put("n", "0");
            servers.stop(old);
            try (Client client = servers.client(servers.leader())) {
                Reply again = client.ask(cas(2, "0", "1", session));
                long index = assertInstanceOf(Reply.Written.class, again, again::toString).index();
                assertEquals(before + 1, index);
                assertValue("0", client.get("n"));
            }
        }
    }

    private static Request cas(long id, String expect, String value, Session session) {
        return new Request.Cas(
                id,
                Bytes.utf8("n"),
                new Content.Value(Bytes.utf8(expect)),
                Bytes.utf8(value),
                session);
    }

    @Test
    void whoWasAwayGetsTheSnapshot() throws IOException {
        try (Servers servers = Servers.started(directory, 3)) {
            servers.put("before", "x");
            int away = servers.follower();
            servers.stop(away);
            int leader = servers.leader();
            try (Client client = servers.client(leader)) {
                for (int i = 0; i < 200; i++) {
                    assertInstanceOf(Reply.Written.class, client.put("k" + i, i + "y".repeat(500)));
                }
                client.ask(new Request.Del(1000, Bytes.utf8("before"), Session.NONE));
                Reply.Written taken =
                        assertInstanceOf(
                                Reply.Written.class, client.ask(new Request.Snapshot(1001)));
                assertTrue(taken.index() >= 200, () -> "taken at " + taken.index());
            }
            servers.start(away);
            Servers.await(() -> servers.status(away).snapshot() >= 200, servers::states);
            servers.put("after", "z");
            servers.settle();
            NodeStatus status = servers.status(away);
            assertEquals(201, status.keys());
            try (Client client = servers.client(away)) {
                assertValue("199" + "y".repeat(500), client.get("k199", Consistency.STALE));
                assertEquals(ErrorCode.NOT_FOUND, code(client.get("before", Consistency.STALE)));
            }
            // What came as a snapshot is there after a restart.
            servers.stop(away);
            servers.start(away);
            servers.settle();
            assertEquals(201, servers.status(away).keys());
        }
    }

    @Test
    void aServerJoinsAsALearnerThenVotes() throws IOException {
        try (Servers servers = Servers.started(directory, 3)) {
            servers.put("a", "1");
            int leader = servers.leader();
            servers.startNew(4);
            try (Client client = servers.client(leader)) {
                assertEquals(
                        new Reply.Done(1),
                        client.ask(new Request.AddMember(1, 4, servers.address(4), "", true)));
                Servers.await(() -> servers.status(4).role().equals("learner"), servers::states);
                Servers.await(() -> servers.status(4).keys() == 1, servers::states);
                try (Client ofLearner = servers.client(4)) {
                    assertEquals(
                            servers.address(leader),
                            assertInstanceOf(Reply.NotLeader.class, ofLearner.get("a")).leader());
                }
                assertEquals(new Reply.Done(2), client.ask(new Request.PromoteMember(2, 4)));
                Reply.MembersTold told =
                        assertInstanceOf(
                                Reply.MembersTold.class, client.ask(new Request.Members(3)));
                assertEquals(
                        new Reply.Member(4, servers.address(4), "", Reply.MemberKind.VOTER, false),
                        told.members().getLast());
            }
            servers.startNew(5);
            try (Client client = servers.client(leader)) {
                assertEquals(
                        new Reply.Done(1),
                        client.ask(new Request.AddMember(1, 5, servers.address(5), "", false)));
            }
            // Five vote: with two of them gone, three still are a majority.
            servers.stop(servers.leader());
            servers.put("b", "2");
            servers.stop(servers.leader());
            servers.put("c", "3");
            servers.settle();
        }
    }

    @Test
    void aFollowerIsRemovedAndTheLeaderIsRemoved() throws IOException {
        try (Servers servers = Servers.started(directory, 3)) {
            int follower = servers.follower();
            try (Client client = servers.client(servers.leader())) {
                assertEquals(new Reply.Done(1), client.ask(new Request.RemoveMember(1, follower)));
                assertEquals(
                        ErrorCode.NOT_FOUND,
                        code(client.ask(new Request.RemoveMember(2, follower))));
            }
            servers.stop(follower);
            servers.put("a", "1");
            int leader = servers.leader();
            try (Client client = servers.client(leader)) {
                assertEquals(new Reply.Done(1), client.ask(new Request.RemoveMember(1, leader)));
            }
            servers.stop(leader);
            servers.put("b", "2");
            int last = servers.leader();
            try (Client client = servers.client(last)) {
                assertEquals(
                        ErrorCode.INVALID_REQUEST,
                        code(client.ask(new Request.RemoveMember(1, last))));
            }
        }
    }

    @Test
    void leadershipIsHandedOver() throws IOException {
        try (Servers servers = Servers.started(directory, 3)) {
            int target = servers.follower();
            try (Client client = servers.client(servers.leader())) {
                assertEquals(new Reply.Done(1), client.ask(new Request.TransferLeader(1, target)));
            }
            Servers.await(() -> servers.leader() == target, servers::states);
            servers.put("a", "1");
        }
    }
}

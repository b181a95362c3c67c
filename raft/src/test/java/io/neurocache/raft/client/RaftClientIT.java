package io.neurocache.raft.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.client.RaftClientException.Trouble;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The client against servers that misbehave in one way each. */
class RaftClientIT {
    private static final Bytes KEY = Bytes.utf8("alpha");

    private static RaftClient client(long millis, FakeServer... servers) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (FakeServer server : servers) {
            endpoints.add(server.endpoint());
        }
        return new RaftClient(new ClientConfig(endpoints, Duration.ofMillis(millis)));
    }

    private static Optional<Reply> redirect(Request request, FakeServer to) {
        return Optional.of(new Reply.NotLeader(request.id(), to.endpoint().toString(), "not me"));
    }

    private static Optional<Reply> written(Request request) {
        return Optional.of(new Reply.Written(request.id(), 17));
    }

    @Test
    void aRedirectIsFollowedAndTheLeaderRemembered() throws IOException {
        try (FakeServer leader = new FakeServer(RaftClientIT::written);
                FakeServer follower = new FakeServer(request -> redirect(request, leader));
                RaftClient client = client(5_000, follower)) {
            assertEquals(17, client.put(KEY, KEY));
            assertEquals(17, client.put(KEY, KEY));
            assertEquals(1, follower.requests().size());
            assertEquals(2, leader.requests().size());
        }
    }

    @Test
    void noMoreThanFiveRedirectsAreFollowed() throws IOException {
        List<FakeServer> chain = new ArrayList<>();
        try {
            chain.add(new FakeServer(RaftClientIT::written));
            for (int i = 0; i < 6; i++) {
                FakeServer next = chain.getLast();
                chain.add(new FakeServer(request -> redirect(request, next)));
            }
            try (RaftClient client = client(300, chain.getLast())) {
                RaftClientException e =
                        assertThrows(RaftClientException.class, () -> client.put(KEY, KEY));
                assertTrue(e.trouble() == Trouble.NO_LEADER, e.toString());
            }
            assertEquals(List.of(), chain.getFirst().requests());
        } finally {
            for (FakeServer server : chain) {
                server.close();
            }
        }
    }

    @Test
    void aWriteWhoseConnectionBreaksIsSentAgainUnderTheSameNumber() throws IOException {
        AtomicInteger count = new AtomicInteger();
        try (FakeServer server =
                        new FakeServer(request ->
                                count.getAndIncrement() == 0
                                        ? Optional.empty()
                                        : written(request));
                RaftClient client = client(5_000, server)) {
            assertEquals(17, client.put(KEY, KEY));
            Request.Put first = (Request.Put) server.requests().get(0);
            Request.Put second = (Request.Put) server.requests().get(1);
            assertTrue(first.session().isPresent());
            assertEquals(first.session(), second.session());
        }
    }

    @Test
    void aChangeOfTheClusterIsNotSentAgainWhereItMayHaveHappened() throws IOException {
        try (FakeServer server = new FakeServer(_ -> Optional.empty());
                RaftClient client = client(5_000, server)) {
            RaftClientException e =
                    assertThrows(RaftClientException.class, () -> client.removeMember(3));
            assertTrue(e.mayHaveHappened());
            assertEquals(1, server.requests().size());
        }
    }

    @Test
    void aServerThatHangsEndsAtTheDeadline() throws Exception {
        java.util.concurrent.CountDownLatch over = new java.util.concurrent.CountDownLatch(1);
        try (FakeServer server =
                        new FakeServer(_ -> {
                            try {
                                over.await();
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                            return Optional.empty();
                        });
                RaftClient client = client(200, server)) {
            long start = System.nanoTime();
            RaftClientException e =
                    assertThrows(
                            RaftClientException.class,
                            () -> client.get(KEY, Consistency.LINEARIZABLE));
            assertEquals(Trouble.TIMEOUT, e.trouble());
            assertTrue(System.nanoTime() - start < 5_000_000_000L);
            over.countDown();
        }
    }

    @Test
    void aRefusedWriteBeginsANewSession() throws IOException {
        AtomicInteger count = new AtomicInteger();
        try (FakeServer server =
                        new FakeServer(request ->
                                count.getAndIncrement() == 0
                                        ? Optional.of(
                                                new Reply.Failed(
                                                        request.id(),
                                                        ErrorCode.TOO_LARGE,
                                                        "too large"))
                                        : written(request));
                RaftClient client = client(5_000, server)) {
            assertThrows(RaftClientException.class, () -> client.put(KEY, KEY));
            client.put(KEY, KEY);
            assertEquals(1, ((Request.Put) server.requests().get(1)).session().seq());
        }
    }
}

package io.neurocache.edge.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.neurocache.edge.Routes;
import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Cluster.Outcome;
import io.neurocache.edge.coherence.Order;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When what is put can be seen, and when not. */
class OrderedPutIT {
    private static final String PATH = "/cache/img/k";

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init") // by start
    private EdgeRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = EdgeRig.start(folder, Routes.NONE, edge -> new FakeCluster(edge::apply));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private CompletableFuture<HttpResponse<String>> put(String body, String... fields) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(rig.uri(PATH))
                        .PUT(HttpRequest.BodyPublishers.ofString(body));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return rig.client().sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int status(CompletableFuture<HttpResponse<String>> answer) throws Exception {
        return answer.get(20, TimeUnit.SECONDS).statusCode();
    }

    @Test
    void theOldOneIsGoneBeforeTheNewOneIsThere() throws Exception {
        rig.send("PUT", PATH, "old");
        rig.cluster().holdOrders();
        CompletableFuture<HttpResponse<String>> put = put("new");
        FakeCluster.Held held = rig.cluster().nextHeld();
        assertEquals(Order.key("img/k"), held.order());
        assertEquals("old", rig.get(PATH).body());

        Outcome.Done done = rig.cluster().applied(held);
        assertEquals(404, rig.get(PATH).statusCode(), "neither, until every edge has applied it");
        assertFalse(put.isDone());

        held.answer().accept(done);
        assertEquals(204, status(put));
        assertEquals("new", rig.get(PATH).body());
    }

    @Test
    void itIsNewWhereNoEdgeHadOne() throws Exception {
        rig.cluster().holdOrders();
        CompletableFuture<HttpResponse<String>> put = put("new");
        FakeCluster.Held held = rig.cluster().nextHeld();
        rig.cluster().applied(held);
        held.answer().accept(new Outcome.Done(11, false));
        assertEquals(201, status(put));

        CompletableFuture<HttpResponse<String>> elsewhere = put("newer");
        FakeCluster.Held second = rig.cluster().nextHeld();
        long index = rig.cluster().applied(second).index();
        second.answer().accept(new Outcome.Done(index, true));
        assertEquals(204, status(elsewhere));
    }

    @ParameterizedTest
    @EnumSource
    void aLaterOrderThatCameBeforeItsAnswerWins(Order.Target target) throws Exception {
        rig.cluster().holdOrders();
        CompletableFuture<HttpResponse<String>> put = put("new", "Cache-Tag", "t");
        FakeCluster.Held held = rig.cluster().nextHeld();
        Outcome.Done done = rig.cluster().applied(held);
        rig.cluster()
                .apply(
                        switch (target) {
                            case KEYS -> Order.key("img/k");
                            case PREFIX -> new Order(target, List.of("img/"), false);
                            case TAGS -> new Order(target, List.of("t"), false);
                            case ALL -> new Order(target, List.of(), false);
                        });
        held.answer().accept(done);

        assertEquals(201, status(put), "it was there, and is purged");
        assertEquals(404, rig.get(PATH).statusCode());
        assertEquals(1, rig.edge().counters().superseded.sum());
    }

    @Test
    void anOrderForAnotherKeyDoesNotDisturbIt() throws Exception {
        rig.cluster().holdOrders();
        CompletableFuture<HttpResponse<String>> put = put("new", "Cache-Tag", "t");
        FakeCluster.Held held = rig.cluster().nextHeld();
        Outcome.Done done = rig.cluster().applied(held);
        for (int i = 0; i < 10_000; i += 500) {
            int from = i;
            rig.cluster()
                    .apply(
                            new Order(
                                    Order.Target.KEYS,
                                    java.util.stream.IntStream.range(from, from + 500)
                                            .mapToObj(n -> "other" + n)
                                            .toList(),
                                    false));
        }
        held.answer().accept(done);

        assertEquals(201, status(put));
        assertEquals("new", rig.get(PATH).body());
    }

    @Test
    void ofTwoPutsTheLaterInTheLogStays() throws Exception {
        rig.cluster().holdOrders();
        CompletableFuture<HttpResponse<String>> one = put("one");
        FakeCluster.Held first = rig.cluster().nextHeld();
        CompletableFuture<HttpResponse<String>> two = put("two");
        FakeCluster.Held second = rig.cluster().nextHeld();
        // The second comes first in the log, and is answered last.
        Outcome.Done ofSecond = rig.cluster().applied(second);
        Outcome.Done ofFirst = rig.cluster().applied(first);
        first.answer().accept(ofFirst);
        status(one);
        second.answer().accept(ofSecond);
        status(two);

        assertEquals("one", rig.get(PATH).body());
    }

    @Test
    void oneThatMayOnlyCreateWaitsForAnotherUnderWay() throws Exception {
        rig.cluster().holdOrders();
        CompletableFuture<HttpResponse<String>> first = put("first", "If-None-Match", "*");
        FakeCluster.Held held = rig.cluster().nextHeld();
        CompletableFuture<HttpResponse<String>> second = put("second", "If-None-Match", "*");
        CompletableFuture<HttpResponse<String>> third = put("third", "If-None-Match", "*");
        held.answer().accept(rig.cluster().applied(held));

        assertEquals(201, status(first));
        assertEquals(412, status(second));
        assertEquals(412, status(third));
        assertEquals("first", rig.get(PATH).body());
    }

    @Test
    void whatIsPutSurvivesTheReplayOfItsOwnOrder() throws Exception {
        rig.cluster().holdOrders();
        CompletableFuture<HttpResponse<String>> put = put("mine");
        FakeCluster.Held held = rig.cluster().nextHeld();
        Outcome.Done done = rig.cluster().applied(held);
        held.answer().accept(done);
        status(put);

        assertEquals(0, rig.edge().apply(done.index(), held.order()));
        assertEquals("mine", rig.get(PATH).body());
    }

    @Test
    void whatIsDroppedGivesItsRoomBack() throws Exception {
        long used = rig.edge().storage().usedBytes();
        String body = "x".repeat(1 << 20);
        rig.cluster().refuseOrders(new Outcome.Unknown(Cluster.Reason.OVERLOADED, "too much"));
        assertEquals(503, status(put(body)));
        assertEquals(412, status(put(body, "If-Match", "\"none\"")));

        assertEquals(used, rig.edge().storage().usedBytes());
    }

    @Test
    void whatMayStillBeOrderedIsKeptAside() throws Exception {
        rig.send("PUT", PATH, "old");
        rig.cluster().refuseOrders(new Outcome.Unknown(Cluster.Reason.TIMEOUT, "too slow"));
        assertEquals(503, status(put("new")));
        assertEquals("old", rig.get(PATH).body());
        assertEquals(2, rig.edge().storage().objects());
    }

    @Test
    void aClientThatLeavesHasItsWholeObjectPublished() throws Exception {
        rig.cluster().holdOrders();
        CompletableFuture<HttpResponse<String>> put = put("mine");
        FakeCluster.Held held = rig.cluster().nextHeld();
        put.cancel(true);
        Await.until(
                () -> rig.edge().serverCounters().connectionsOpen() == 0,
                () -> "open: " + rig.edge().serverCounters().connectionsOpen());
        held.answer().accept(rig.cluster().applied(held));

        Await.until(() -> rig.edge().counters().stored.sum() == 1, () -> "not stored");
        assertEquals("mine", rig.get(PATH).body());
    }
}

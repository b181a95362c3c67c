package io.neurocache.neurod.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.Glob;
import io.neurocache.edge.OriginAddress;
import io.neurocache.edge.Route;
import io.neurocache.edge.Routes;
import io.neurocache.edge.wire.Event;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterPictureTest {
    private final WireSchema schema = WireSchema.read();
    private final ClusterPicture picture = new ClusterPicture(1, "0.1.0");

    @BeforeEach
    void threeMembers() {
        picture.members(
                List.of(
                        member(1, Reply.MemberKind.VOTER),
                        member(2, Reply.MemberKind.VOTER),
                        member(3, Reply.MemberKind.LEARNER)));
    }

    private static Reply.Member member(int id, Reply.MemberKind kind) {
        return new Reply.Member(id, "h" + id + ":7000", "h" + id + ":8080", kind, false);
    }

    private long number = 70;

    private void happens(int node, String type, String members) {
        picture.appended(new Event(type, 1, node, node == 1 ? 0 : number++, members));
    }

    /** The snapshot, held against the schema. */
    private Map<String, Object> snapshot(ClusterPicture of) throws IOException {
        String members = of.snapshot(5, 9);
        schema.accept("snapshot", members);
        return Json.object("{" + members + "}");
    }

    private Map<String, Object> view(int node) throws IOException {
        return view(picture, node);
    }

    private Map<String, Object> view(ClusterPicture of, int node) throws IOException {
        return Json.objects(snapshot(of), "nodes").stream()
                .filter(each -> Json.number(each, "id", 0) == node)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void atFirstOnlyMembersAreKnown() throws IOException {
        Map<String, Object> now = snapshot(picture);
        assertEquals(5L, now.get("oldest"));
        assertEquals(9L, now.get("newest"));
        assertEquals("0.1.0", now.get("version"));
        assertEquals(3, Json.objects(now, "nodes").size());
        assertEquals("unknown", view(2).get("role"));
        assertNull(view(2).get("up"));
        assertEquals(true, view(1).get("up"));
        assertEquals("h3:7000", view(3).get("raft"));
        assertEquals("learner", view(3).get("kind"));
    }

    @Test
    void aNodeThatIsNoMemberYetIsInItsOwnPicture() throws IOException {
        ClusterPicture alone = new ClusterPicture(4, "0.1.0");
        assertEquals(true, view(alone, 4).get("up"));
        alone.members(List.of(member(1, Reply.MemberKind.VOTER)));
        assertEquals(2, Json.objects(snapshot(alone), "nodes").size());
    }

    @Test
    void whatIsToldAddsUp() throws IOException {
        happens(2, "leader", "\"id\":2,\"term\":7");
        happens(1, "leader", "\"id\":2,\"term\":7");
        happens(2, "commit", "\"index\":9,\"applied\":8,\"term\":7,\"role\":\"leader\"");
        happens(2, "model", "\"id\":\"abc\",\"precision\":null,\"latency_us\":null");
        happens(2, "policy", "\"name\":\"ppo\",\"action\":\"lru\",\"reward\":0,\"fallback\":true");
        happens(2, "stats", "\"stats\":{\"a\":[1,{\"b\":null}]}");
        happens(2, "node-down", "\"id\":3,\"reason\":\"not heard for 2 s\"");

        assertEquals(2L, snapshot(picture).get("leader"));
        assertEquals(7L, snapshot(picture).get("term"));
        Map<String, Object> two = view(2);
        assertEquals("leader", two.get("role"));
        assertEquals(9L, two.get("commit"));
        assertEquals(8L, two.get("applied"));
        assertEquals("abc", two.get("model"));
        assertEquals("lru", two.get("action"));
        assertEquals(List.of(3L), two.get("misses"));
        assertEquals(75L, two.get("last"));
        assertTrue(picture.snapshot(1, 2).contains("\"stats\":{\"a\":[1,{\"b\":null}]}"));

        happens(2, "node-up", "\"id\":3,\"addr\":\"\",\"version\":\"\"");
        assertEquals(List.of(), view(2).get("misses"));
    }

    @Test
    void howLongANodeWaitsForALeaderIsKnownWhenItHasSaidSo() throws IOException {
        happens(2, "leader", "\"id\":2,\"term\":7");
        assertNull(view(2).get("election_ms"));
        happens(2, "leader", "\"id\":1,\"term\":8,\"election_ms\":500");
        happens(2, "leader", "\"id\":0,\"term\":8");
        assertEquals(500L, view(2).get("election_ms"));

        ClusterPicture restarted = new ClusterPicture(1, "0.1.0");
        String journal = "{\"seq\":4,\"type\":\"snapshot\",\"t\":1,\"node\":1,";
        restarted.found(journal + picture.snapshot(1, 2) + "}");
        restarted.members(List.of(member(2, Reply.MemberKind.VOTER)));
        assertEquals(500L, view(restarted, 2).get("election_ms"));
    }

    @Test
    void onlyWhatThisNodeHearsMakesAnotherUpOrDown() throws IOException {
        happens(2, "node-down", "\"id\":3,\"reason\":\"x\"");
        assertNull(view(3).get("up"));
        happens(1, "node-up", "\"id\":3,\"addr\":\"\",\"version\":\"0.2.0\"");
        assertEquals(true, view(3).get("up"));
        happens(1, "node-down", "\"id\":3,\"reason\":\"x\"");
        assertEquals(false, view(3).get("up"));
        assertEquals("0.2.0", view(3).get("version"));
        assertEquals(List.of(3L), view(1).get("misses"));
    }

    @Test
    void aMapIsPutTogetherFromItsPieces() throws IOException {
        happens(2, "slab", "\"cells\":4,\"base\":0,\"occ\":[1,2,3,4],\"cls\":[64,64,0,-1]");
        happens(2, "slab", "\"cells\":4,\"base\":1,\"occ\":[9,8],\"cls\":[128,128]");
        String expected = "\"slab\":{\"cells\":4,\"occ\":[1,9,8,4],\"cls\":[64,128,128,-1]}";
        assertTrue(picture.snapshot(1, 2).contains(expected), picture.snapshot(1, 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "slab|\"cells\":4,\"base\":3,\"occ\":[1,2],\"cls\":[1,1]",
                "slab|\"cells\":4,\"base\":-1,\"occ\":[1,2],\"cls\":[1,1]",
                "slab|\"cells\":4,\"base\":2147483647,\"occ\":[1,2],\"cls\":[1,1]",
                "slab|\"cells\":4,\"base\":0,\"occ\":[1,2],\"cls\":[1]",
                "slab|\"cells\":999999999,\"base\":0,\"occ\":[1],\"cls\":[1]",
                "slab|\"cells\":0,\"base\":0,\"occ\":[],\"cls\":[]",
                "slab|\"cells\":2,\"base\":0,\"occ\":[99999999999],\"cls\":[1]",
                "stats|\"x\":1",
                "stats|\"a\":1,\"b\":[2,3]",
                "stats|\"stats\":{},\"up\":false",
                "stats|\"stats\":7",
                "stats|\"stats\":null",
                "stats|",
                "leader|\"id\":\"me\"",
                "node-down|",
            })
    void whatAnotherTellsAmissLeavesTheSnapshotWhole(String type, String members)
            throws IOException {
        happens(2, type, members == null ? "" : members);
        assertEquals(3, Json.objects(snapshot(picture), "nodes").size());
        happens(2, "commit", "\"index\":9,\"applied\":8,\"term\":7,\"role\":\"leader\"");
        assertEquals(9L, view(2).get("commit"));
    }

    @Test
    void theNextLifeKnowsHowFarEachWasKnown() {
        happens(2, "model", "\"id\":\"abc\",\"precision\":null,\"latency_us\":null");
        happens(2, "slab", "\"cells\":1,\"base\":0,\"occ\":[1],\"cls\":[64]");
        happens(3, "vote", "\"term\":1");
        ClusterPicture next = new ClusterPicture(1, "0.1.0");
        next.found(line("snapshot", picture.snapshot(1, 2)));
        assertEquals(71, next.view(2).last());
        assertEquals(72, next.view(3).last());
        next.found("{\"seq\":9,\"type\":\"vote\",\"t\":1,\"node\":2,\"src\":75,\"term\":1}");
        assertEquals(75, next.view(2).last());
        next.members(picture.members());
        assertTrue(next.snapshot(1, 2).contains("\"model\":\"abc\""));
        assertTrue(next.snapshot(1, 2).contains("{\"cells\":1,\"occ\":[1],\"cls\":[64]}"));
        assertNull(next.view(2).isUp());
    }

    @Test
    void aSnapshotBeforeMembersAreKnownForgetsNobody() {
        happens(2, "vote", "\"term\":1");
        ClusterPicture second = new ClusterPicture(1, "0.1.0");
        second.found(line("snapshot", picture.snapshot(1, 2)));
        ClusterPicture third = new ClusterPicture(1, "0.1.0");
        String early = second.snapshot(1, 2);
        schema.accept("snapshot", early);
        third.found(line("snapshot", early));
        assertEquals(70, third.view(2).last());
    }

    private static String line(String type, String members) {
        return "{\"seq\":1,\"type\":\"" + type + "\",\"t\":1,\"node\":1," + members + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense",
                "{\"type\":\"snapshot\",\"nodes\":[1,\"a\",{\"id\":2,\"slab\":{\"occ\":7}}]}",
                "{\"type\":\"snapshot\",\"nodes\":{}}",
                "{\"type\":\"slab\"}",
            })
    void aLineThatSaysNothingIsPassedOver(String line) throws IOException {
        picture.found(line);
        assertEquals(3, Json.objects(snapshot(picture), "nodes").size());
    }

    @Test
    void routesAreToldWithHostAndOrigins() throws IOException {
        OriginAddress one = OriginAddress.parse("http://127.0.0.1:9000");
        picture.routes(new Routes(List.of(Route.of(Glob.of("img/**"), List.of(one)))));
        assertEquals(
                List.of(
                        Map.of(
                                "pattern",
                                "img/**",
                                "host",
                                "",
                                "origins",
                                List.of(one.toString()))),
                snapshot(picture).get("origins"));
    }
}

package io.neurocache.neurod.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that tell each other what happens, over a network that is not to be relied on. */
class NeighboursTest {
    private static final long TICK_NANOS = 50_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** Nodes, what is between them, and a clock. One seed is one run. */
    private static final class World {
        private final SplittableRandom random;
        private final List<SimNode> nodes;
        private final List<Packet> packets = new ArrayList<>();
        private final Set<Integer> cut = new HashSet<>();
        private long now = 1;
        private boolean isRough;
        private boolean isBusy;
        private int told;

        private record Packet(int from, int to, Bytes body, long dueNanos) {}

        World(int count, long seed) {
            random = new SplittableRandom(seed);
            List<Reply.Member> members =
                    IntStream.rangeClosed(1, count).mapToObj(World::member).toList();
            nodes =
                    IntStream.rangeClosed(1, count)
                            .mapToObj(id -> new SimNode(id, members, this::send))
                            .toList();
        }

        static Reply.Member member(int id) {
            return new Reply.Member(
                    id, "10.0.0." + id + ":7000", "", Reply.MemberKind.VOTER, false);
        }

        SimNode node(int id) {
            return nodes.get(id - 1);
        }

        private void send(int from, int to, Bytes body) {
            int copies = 1;
            if (isRough) {
                copies = random.nextInt(10) < 2 ? 0 : random.nextInt(10) < 2 ? 2 : 1;
            }
            for (int i = 0; i < copies; i++) {
                long most = !isRough ? 1 : random.nextInt(10) == 0 ? 4_000 : 400;
                long delay = random.nextLong(most) * 1_000_000;
                packets.add(new Packet(from, to, body, now + delay));
            }
        }

        private void deliver() {
            List<Packet> due = packets.stream().filter(each -> each.dueNanos <= now).toList();
            packets.removeAll(due);
            for (Packet each : due) {
                if (!cut.contains(each.from) && !cut.contains(each.to)) {
                    node(each.to).heard(each.from, each.body);
                }
            }
        }

        private void mishap() {
            int id = 1 + random.nextInt(nodes.size());
            switch (random.nextInt(60)) {
                case 0 -> cut.add(id);
                case 1, 2 -> cut.remove(id);
                case 3 -> node(id).restart();
                case 4 -> node(id).diskFull(true);
                case 5, 6, 10, 11, 12, 13 -> node(id).diskFull(false);
                case 7 -> node(id).room(1 + random.nextInt(3));
                case 8, 9 -> node(id).room(Integer.MAX_VALUE);
                default -> {
                    // Nothing happens.
                }
            }
        }

        void run(double seconds) {
            long end = now + (long) (seconds * SECOND_NANOS);
            while (now < end) {
                now += TICK_NANOS;
                if (isRough) {
                    mishap();
                }
                deliver();
                for (SimNode node : nodes) {
                    if (isBusy && random.nextInt(3) == 0) {
                        node.tell("alert", "\"text\":\"" + told++ + "\"");
                    }
                    node.tick(now);
                }
            }
        }

        void roughly(double seconds) {
            isRough = true;
            run(seconds);
            isRough = false;
            cut.clear();
            nodes.forEach(node -> {
                node.diskFull(false);
                node.room(Integer.MAX_VALUE);
            });
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void afterQuietTimeEachHasEveryEventOfTheOthersOnceAndInOrder(long seed) {
        World world = new World(3, seed);
        world.isBusy = true;
        world.run(3);
        Map<String, Long> firsts = new HashMap<>();
        forEachPair(
                world,
                (one, other) -> {
                    assertFalse(one.idsOf(other.id).isEmpty(), "nothing heard in a good network");
                    firsts.put(one.id + "<" + other.id, one.idsOf(other.id).getFirst());
                });

        world.roughly(60);
        world.isBusy = false;
        world.run(15);

        forEachPair(
                world,
                (one, other) -> {
                    long first = firsts.getOrDefault(one.id + "<" + other.id, 0L);
                    List<Long> expected =
                            other.ownIds().stream().filter(id -> id >= first).toList();
                    assertTrue(expected.size() > 200, "nothing was tried");
                    assertEquals(
                            expected,
                            one.idsOf(other.id),
                            () -> "seed " + seed + ": n" + one.id + " of n" + other.id);
                });
    }

    private interface Pair {
        void look(SimNode one, SimNode other);
    }

    private static void forEachPair(World world, Pair pair) {
        for (SimNode one : world.nodes) {
            for (SimNode other : world.nodes) {
                if (one != other) {
                    pair.look(one, other);
                }
            }
        }
    }

    // ---- Who is there.

    @Test
    void whoIsHeardIsToldOnceWithAddressAndVersion() {
        World world = new World(2, 1);
        world.run(30);
        assertEquals(1, world.node(1).told().size());
        assertEquals("node-up", world.node(1).told().getFirst().type());
        assertEquals(
                "\"id\":2,\"addr\":\"10.0.0.2:7000\",\"version\":\"v2\"",
                world.node(1).told().getFirst().members());
    }

    @Test
    void whoIsSilentForTwoSecondsIsMissedAndComesBack() {
        World world = new World(3, 1);
        world.run(5);
        world.cut.add(3);
        world.run(1.4);
        assertEquals(List.of(), world.node(1).told("node-down"));
        world.run(1.2);
        assertEquals(1, world.node(1).told("node-down").size());
        assertEquals(
                "\"id\":3,\"reason\":\"not heard for 2 s\"",
                world.node(1).told("node-down").getFirst().members());
        assertEquals(2, world.node(3).told("node-down").size());
        world.run(30);
        assertEquals(1, world.node(1).told("node-down").size());

        world.cut.clear();
        world.run(2);
        assertEquals(3, world.node(1).told("node-up").size());
        assertTrue(
                world.node(1).told("node-up").getLast().members().startsWith("\"id\":3"),
                "of another");
    }

    @Test
    void whoWasNeverHeardIsMissedToo() {
        World world = new World(2, 1);
        world.cut.add(2);
        world.run(1.8);
        assertEquals(List.of(), world.node(1).told());
        world.run(1);
        assertEquals(1, world.node(1).told("node-down").size());
    }

    @Test
    void aMemberThatHasLeftIsNeitherAskedNorMissed() {
        World world = new World(2, 1);
        world.run(2);
        world.nodes.forEach(node -> node.members(List.of(World.member(1))));
        world.run(10);
        assertEquals(List.of(), world.node(1).told("node-down"));
        assertTrue(world.packets.stream().noneMatch(each -> each.from() == 1), "it is still asked");
    }

    // ---- What others may say.

    /** One node, and a test that speaks for its neighbour, n2. */
    private static final class Alone {
        final List<String> said = new ArrayList<>();
        final SimNode node =
                new SimNode(
                        1,
                        List.of(World.member(1), World.member(2)),
                        (_, _, body) -> said.add(text(body)));
        long now = 1;

        Alone() {
            tick();
            hear("{\"behind\":-1,\"reached\":40,\"lines\":[]}");
        }

        private static String text(Bytes body) {
            return new String(body.array(), UTF_8);
        }

        void tick() {
            now += TICK_NANOS;
            node.tick(now);
        }

        void hear(String body) {
            node.heard(2, Bytes.utf8(body));
            tick();
        }

        void answer(long behind, long reached, String... lines) {
            hear(
                    new Members()
                            .number("behind", behind)
                            .number("reached", reached)
                            .texts("lines", List.of(lines))
                            .object());
        }

        static String line(long id) {
            return "{\"seq\":" + id + ",\"type\":\"vote\",\"t\":1,\"node\":2,\"term\":1}";
        }

        void check(Long... ids) {
            assertEquals(List.of(ids), node.idsOf(2));
        }
    }

    @Test
    void aFreshNodeAsksForWhatHappensFromNowOn() {
        Alone alone = new Alone();
        assertEquals("{\"after\":-1,\"version\":\"v1\"}", alone.said.getFirst());
        assertEquals("{\"after\":40,\"version\":\"v1\"}", alone.said.get(1));
    }

    @Test
    void anAnswerIsTakenOnceAndTheNextQuestionGoesOnBehindIt() {
        Alone alone = new Alone();
        alone.answer(40, 45, Alone.line(42), Alone.line(44));
        alone.check(42L, 44L);
        assertEquals("{\"after\":45,\"version\":\"v1\"}", alone.said.getLast());
    }

    @Test
    void aLateAnswerToAnEarlierQuestionDoesNotTurnTheClockBack() {
        Alone alone = new Alone();
        alone.answer(40, 44, Alone.line(42), Alone.line(44));
        alone.answer(44, 46, Alone.line(46));
        alone.answer(40, 44, Alone.line(42), Alone.line(44));
        alone.answer(44, 46, Alone.line(46));
        alone.check(42L, 44L, 46L);
        assertEquals("{\"after\":46,\"version\":\"v1\"}", alone.said.getLast());
    }

    @Test
    void whoseJournalIsShorterNowIsGoneBackTo() {
        Alone alone = new Alone();
        alone.answer(40, 46, Alone.line(46));
        alone.answer(46, 43);
        alone.answer(43, 44, Alone.line(44));
        alone.check(46L, 44L);
    }

    @Test
    void whatThereIsNoRoomForIsAskedForAgainInAWhile() {
        Alone alone = new Alone();
        alone.node.room(2);
        int asked = alone.said.size();
        alone.answer(40, 46, Alone.line(41), Alone.line(42), Alone.line(43), Alone.line(45));
        alone.check(41L, 42L);
        assertEquals(asked, alone.said.size(), "asked at once, with no room");
        alone.node.room(9);
        for (int i = 0; i < 20; i++) {
            alone.tick();
        }
        assertEquals("{\"after\":42,\"version\":\"v1\"}", alone.said.getLast());
        alone.answer(42, 46, Alone.line(43), Alone.line(45));
        alone.check(41L, 42L, 43L, 45L);
    }

    @Test
    void whatTheDiskHasNoRoomForIsAskedForAgain() {
        Alone alone = new Alone();
        alone.node.diskFull(true);
        alone.answer(40, 46, Alone.line(42), Alone.line(43));
        alone.check();
        alone.node.diskFull(false);
        for (int i = 0; i < 20; i++) {
            alone.tick();
        }
        assertEquals("{\"after\":41,\"version\":\"v1\"}", alone.said.getLast());
    }

    @Test
    void anEventThatNoFrameHasRoomForIsLeftOut() {
        Alone alone = new Alone();
        alone.node.tell("alert", "\"text\":\"" + "x".repeat(300 << 10) + "\"");
        alone.node.tell("alert", "\"text\":\"next\"");
        alone.tick();
        alone.hear("{\"after\":999999,\"version\":\"x\"}");
        alone.tick();
        String first = alone.said.getLast();
        assertTrue(first.startsWith("{\"behind\":999999,\"reached\":1000000,"), first);
        assertTrue(first.endsWith("\"lines\":[]}"), "it is left out");
        alone.hear("{\"after\":1000000,\"version\":\"x\"}");
        alone.tick();
        assertTrue(alone.said.getLast().contains("next"), "those behind it are told");
    }

    @Test
    void linesThatQuotingMakesTooLongForOneFrameComeInSeveral() {
        Alone alone = new Alone();
        String quotes = "\\\"".repeat(16 << 10);
        for (int i = 0; i < 3; i++) {
            alone.node.tell("alert", "\"text\":\"" + i + quotes + quotes + "\"");
        }
        alone.tick();
        long after = 999_999;
        for (int i = 0; i < 3; i++) {
            alone.hear("{\"after\":" + after + ",\"version\":\"x\"}");
            alone.tick();
            String answer = alone.said.getLast();
            assertTrue(answer.getBytes(UTF_8).length <= 256 << 10, "a frame has room for it");
            assertTrue(answer.contains("\\\"" + i + "\\\\\\\""), "of event " + i);
            after++;
        }
    }

    @Test
    void linesThatAreTooOldAreLeftOut() {
        Alone alone = new Alone();
        alone.answer(40, 42, Alone.line(39), Alone.line(40), Alone.line(42), Alone.line(41));
        alone.check(42L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // It speaks for another node, or hands on what another has told.
                "{\"seq\":42,\"type\":\"vote\",\"t\":1,\"node\":3,\"term\":1}",
                "{\"seq\":42,\"type\":\"vote\",\"t\":1,\"node\":1,\"term\":1}",
                "{\"seq\":42,\"type\":\"vote\",\"t\":1,\"node\":2,\"src\":7,\"term\":1}",
                // No JSON, or more than one object.
                "{\"seq\":42,\"type\":\"vote\",\"t\":1,\"node\":2,\"term\":}",
                "{\"seq\":42,\"type\":\"vote\",\"t\":1,\"node\":2,\"term\":1},{\"a\":1}",
                "{\"seq\":42,\"type\":\"vote\",\"t\":1,\"node\":2,term:1}",
                "{\"seq\":42,\"type\":\"vote\",\"t\":1,\"node\":2,\"a\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}",
                "hello",
                "",
                // Ends of lines, which would break a journal or a stream.
                "{\"seq\":42,\"type\":\"vote\",\"t\":1,\"node\":2,\"a\":\n1}",
                "{\"seq\":42,\"type\":\"vote\",\"t\":1,\"node\":2,\"a\":\r1}",
                // Types that are none.
                "{\"seq\":42,\"type\":\"Vote\",\"t\":1,\"node\":2,\"term\":1}",
                "{\"seq\":42,\"type\":\"a b\",\"t\":1,\"node\":2,\"term\":1}",
                "{\"seq\":42,\"type\":\"x\\\"y\",\"t\":1,\"node\":2,\"term\":1}",
            })
    void aHostileLineIsRefusedAndWhatFollowsIt(String line) {
        Alone alone = new Alone();
        alone.answer(40, 44, Alone.line(41), line, Alone.line(43));
        alone.check(41L);
        assertEquals(List.of(), alone.node.told("node-up"));
    }

    @Test
    void whoAnswersNonsenseIsNotAskedAtOnceAgain() {
        Alone alone = new Alone();
        int asked = alone.said.size();
        for (int i = 0; i < 10; i++) {
            alone.answer(40, 44, "nonsense");
        }
        assertEquals(asked, alone.said.size());
        for (int i = 0; i < 20; i++) {
            alone.tick();
        }
        assertEquals(asked + 1, alone.said.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"behind\":40}",
                "{\"behind\":\"40\",\"reached\":99}",
                "{\"reached\":99,\"lines\":[]}",
                "{\"behind\":40,\"reached\":40,\"lines\":[7,null,{\"seq\":41}]}",
            })
    void aMessageThatSaysNothingChangesNothing(String body) {
        Alone alone = new Alone();
        alone.hear(body);
        alone.check();
        alone.answer(alone.said.getLast().contains("-1") ? -1 : 40, 41, Alone.line(41));
        alone.check(41L);
    }

    @Test
    void whoIsNoMemberIsNotHeard() {
        Alone alone = new Alone();
        alone.node.heard(9, Bytes.utf8("{\"after\":0,\"version\":\"x\"}"));
        alone.tick();
        assertEquals(List.of(), alone.node.told("node-up"));
    }

    @Test
    void aFloodOfMessagesIsCutOff() {
        Alone alone = new Alone();
        for (int i = 0; i < 1_000; i++) {
            alone.node.heard(2, Bytes.utf8("{\"after\":0,\"version\":\"x\"}"));
        }
        alone.tick();
        assertEquals(1, alone.node.told("node-up").size());
    }

    @Test
    void anAnswerComesAtOnceWithEventsAndAfterAWhileWithout() {
        Alone alone = new Alone();
        alone.hear("{\"after\":999999,\"version\":\"x\"}");
        int said = alone.said.size();
        alone.tick();
        // The event that n2 is up is in the journal by now.
        assertEquals(said + 1, alone.said.size());
        assertTrue(alone.said.getLast().startsWith("{\"behind\":999999,\"reached\":1000000,"));

        alone.hear("{\"after\":1000000,\"version\":\"x\"}");
        for (int i = 0; i < 9; i++) {
            alone.tick();
        }
        assertEquals(1, answers(alone));
        alone.tick();
        assertEquals(2, answers(alone));
        assertTrue(
                alone.said.contains("{\"behind\":1000000,\"reached\":1000000,\"lines\":[]}"),
                alone.said::toString);
    }

    private static long answers(Alone alone) {
        return alone.said.stream().filter(each -> each.startsWith("{\"behind\"")).count();
    }
}

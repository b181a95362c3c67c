package io.neurocache.edge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class WireTest {
    private static final long NOW = 1_795_348_800_000L;
    private static final long FIRST = NOW * 1_000;
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    private static final Pattern ID = Pattern.compile("\nid: ([0-9]+)\n");
    private static final Pattern SEQ = Pattern.compile("\\{\"seq\":([0-9]+),");

    private static EventLoop loop;

    @TempDir Path directory;

    private final AtomicLong nanos = new AtomicLong(1);
    private final AtomicInteger appended = new AtomicInteger();
    private Wire wire;

    /** Counts what is told. */
    private final class Counting implements Picture {
        @Override
        public void appended(Event event) {
            appended.incrementAndGet();
        }

        @Override
        public void found(String json) {}

        @Override
        public String snapshot(long oldest, long newest) {
            return "\"oldest\":" + oldest + ",\"newest\":" + newest;
        }
    }

    @BeforeAll
    static void startTheLoop() {
        loop = new DefaultEventLoop();
    }

    @AfterAll
    static void stopTheLoop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @BeforeEach
    void open() throws IOException {
        open(JournalLimits.DEFAULT);
    }

    private void open(JournalLimits limits) throws IOException {
        wire = Wire.open(directory, limits, 1, new Counting(), CLOCK, nanos::get);
        wire.start();
    }

    @AfterEach
    void close() throws IOException {
        wire.close();
    }

    private FakeExchange exchange(String target, String... fields) {
        return new FakeExchange(loop, "GET", target, fields);
    }

    private FakeExchange stream(String parameters, String... fields) {
        FakeExchange exchange = exchange("/wire" + parameters, fields);
        exchange.on(() -> wire.stream(exchange));
        return exchange;
    }

    private String history(String parameters) {
        FakeExchange exchange = exchange("/wire/history" + parameters);
        exchange.on(() -> wire.history(exchange));
        return exchange.awaitEnd().body();
    }

    /** Tells so many, and waits until a reader who comes now finds them. */
    private void tell(int count) {
        int already = appended.get();
        for (int i = 0; i < count; i++) {
            wire.tell("alert", "\"text\":\"" + (already + i) + "\"");
            if (i % 500 == 499) {
                awaitAppended(already + i + 1);
            }
        }
        awaitAppended(already + count);
        // A turn later all of it is written.
        FakeExchange reader = stream("?after=" + FIRST);
        reader.awaitText("\"text\":\"" + (already + count - 1) + "\"");
        reader.goAway();
        reader.awaitEnd();
    }

    private void awaitAppended(int count) {
        exchange("").await(() -> appended.get() >= count, "appended: " + count);
    }

    private static List<Long> numbers(Pattern pattern, String text) {
        List<Long> numbers = new ArrayList<>();
        for (Matcher m = pattern.matcher(text); m.find(); ) {
            numbers.add(Long.parseLong(m.group(1)));
        }
        return numbers;
    }

    private static List<Long> ids(FakeExchange exchange) {
        return numbers(ID, exchange.body());
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    // ---- The stream's beginning.

    @Test
    void aFreshStreamBeginsWithASnapshotAndGoesOnBehindIt() {
        tell(3);
        FakeExchange reader = stream("").awaitText("event: snapshot");
        wire.tell("leader", "\"id\":2");
        reader.awaitText("event: leader");

        long newest = FIRST + 3;
        assertEquals(200, reader.status());
        assertEquals("text/event-stream", reader.fields().first("Content-Type"));
        assertEquals("no-store", reader.fields().first("Cache-Control"));
        assertEquals(
                "retry: 1000\n\nevent: snapshot\nid: "
                        + newest
                        + "\ndata: {\"t\":"
                        + NOW
                        + ",\"node\":1,\"oldest\":"
                        + FIRST
                        + ",\"newest\":"
                        + newest
                        + "}\n\nevent: leader\nid: "
                        + (newest + 1)
                        + "\ndata: {\"t\":"
                        + NOW
                        + ",\"node\":1,\"id\":2}\n\n",
                reader.body());
    }

    @Test
    void whoSaysWhatItHasGoesOnBehindThat() {
        tell(5);
        FakeExchange reader = stream("?after=" + (FIRST + 2)).awaitText("\"text\":\"4\"");
        assertEquals(range(FIRST + 3, FIRST + 5), ids(reader));
        assertFalse(reader.body().contains("event: snapshot"));
    }

    @Test
    void theFieldOfABrowserThatComesBackWins() {
        tell(5);
        FakeExchange reader = stream("?after=" + FIRST, "Last-Event-ID", "" + (FIRST + 4));
        reader.awaitText("\"text\":\"4\"");
        assertEquals(List.of(FIRST + 5), ids(reader));
    }

    @Test
    void whoHasTheNewestHearsWhatComesNext() {
        tell(1);
        FakeExchange reader = stream("?after=" + (FIRST + 1));
        wire.tell("vote", "\"term\":1");
        reader.awaitText("event: vote");
        assertEquals(List.of(FIRST + 2), ids(reader));
    }

    @ParameterizedTest
    @CsvSource({"5, expired", "999999999999999999, future"})
    void whatIsNotInTheJournalIsResetWithASnapshot(long after, String reason) {
        tell(1);
        FakeExchange reader = stream("?after=" + after).awaitText("event: snapshot");
        assertTrue(
                reader.body()
                        .startsWith(
                                "retry: 1000\n\nevent: reset\ndata: {\"t\":"
                                        + NOW
                                        + ",\"node\":1,\"reason\":\""
                                        + reason
                                        + "\"}\n\nevent: snapshot\nid: "
                                        + (FIRST + 1)
                                        + "\n"),
                reader.body());
    }

    // ---- What is wanted.

    @Test
    void typesAndNodesAreFiltered() {
        tell(1);
        FakeExchange types = stream("?types=leader,vote&after=" + (FIRST + 1));
        FakeExchange node = stream("?node=2&after=" + (FIRST + 1));
        wire.tell("leader", "\"id\":1");
        wire.offer(new Event("commit", NOW, 2, 77, "\"index\":1"));
        wire.offer(new Event("vote", NOW, 3, 78, "\"term\":1"));
        wire.offer(new Event("leader", NOW, 2, 79, "\"id\":1"));
        types.awaitText("\"src\":79");
        node.awaitText("\"src\":79");

        assertEquals(List.of(FIRST + 2, FIRST + 4, FIRST + 5), ids(types));
        assertEquals(List.of(FIRST + 3, FIRST + 5), ids(node));
    }

    @Test
    void severalEventsComeInOneWhereThatIsWanted() {
        tell(1_200);
        FakeExchange reader = stream("?batch=1&after=" + (FIRST + 1));
        reader.awaitText("\"text\":\"1199\"");

        assertEquals(range(FIRST + 2, FIRST + 1_200), numbers(SEQ, reader.body()));
        int most = 0;
        for (String event : reader.body().split("\n\n", -1)) {
            if (event.startsWith("event: batch")) {
                List<Long> inOne = numbers(SEQ, event);
                most = Math.max(most, inOne.size());
                assertEquals(List.of(inOne.getLast()), numbers(ID, event + "\n"));
                assertTrue(event.contains("\ndata: [{") && event.endsWith("}]"), event);
            }
        }
        assertEquals(500, most);
    }

    @Test
    void whoComesLateIsGivenEachShortEventOnce() {
        tell(1_200);
        FakeExchange reader = stream("?after=" + (FIRST + 1)).awaitText("\"text\":\"1199\"");
        assertEquals(range(FIRST + 2, FIRST + 1_200), ids(reader));
    }

    // ---- Slow readers, and many.

    @Test
    void whoStopsReadingIsSentOneChunkAndHoldsNobodyUp() throws IOException {
        FakeExchange slow = stream("").awaitText("event: snapshot");
        FakeExchange fast = stream("").awaitText("event: snapshot");
        slow.stopReading();
        for (int i = 0; i < 3_000; i++) {
            wire.tell("alert", "\"text\":\"" + "x".repeat(100) + i + "\"");
            if (i % 500 == 499) {
                fast.awaitText("x" + i + "\"");
            }
        }
        fast.awaitText("x2999\"");
        int chunk = slow.body().length();
        assertTrue(chunk < 160 << 10, "sent to one that does not read: " + chunk);
        assertTrue(slow.writes() <= 3, "chunks: " + slow.writes());

        slow.readOn();
        slow.awaitText("x2999\"");
        // The first snapshot, and then the journal, which begins with one too.
        assertEquals(range(FIRST - 1, FIRST + 3_000), ids(slow));
    }

    @Test
    void whoFallsBehindTheJournalIsToldWhatIsMissing() throws IOException {
        wire.close();
        open(new JournalLimits(4 << 10, 2));
        FakeExchange slow = stream("").awaitText("event: snapshot");
        FakeExchange fast = stream("").awaitText("event: snapshot");
        slow.stopReading();
        wire.tell("alert", "\"text\":\"one that it has\"");
        slow.awaitText("one that it has");
        fast.awaitText("one that it has");
        long has = ids(slow).getLast();
        for (int i = 0; i < 60; i++) {
            wire.tell("alert", "\"text\":\"" + "x".repeat(300) + i + "\"");
            fast.awaitText("x" + i + "\"");
        }
        slow.readOn();
        slow.awaitText("event: gap");
        slow.await(() -> slow.body().lastIndexOf("event: snapshot") > 100, "a second snapshot");
        wire.tell("leader", "\"id\":2");
        slow.awaitText("event: leader");

        List<Long> ids = ids(slow);
        long newest = ids.getLast() - 1;
        assertEquals(List.of(newest, newest, newest + 1), ids.subList(ids.size() - 3, ids.size()));
        String gap =
                "\"from\":"
                        + (has + 1)
                        + ",\"to\":"
                        + newest
                        + ",\"dropped\":"
                        + (newest - has)
                        + "}";
        assertTrue(slow.body().contains(gap), slow.body());
    }

    @Test
    void thereAreSixtyFourReadersAndNoMore() {
        List<FakeExchange> readers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            readers.add(stream(""));
        }
        readers.getLast().awaitText("event: snapshot");
        assertEquals(64, wire.readers());
        FakeExchange one = stream("").awaitEnd();
        assertEquals(503, one.status());
        assertEquals("5", one.fields().first("Retry-After"));

        readers.getFirst().goAway();
        readers.getFirst().awaitEnd();
        FakeExchange other = stream("").awaitText("event: snapshot");
        assertEquals(200, other.status());
        assertEquals(64, wire.readers());
    }

    @Test
    void aQuietStreamIsKeptOpenByAComment() {
        FakeExchange reader = stream("").awaitText("event: snapshot");
        nanos.addAndGet(14_000_000_000L);
        wire.tell("leader", "\"id\":2");
        reader.awaitText("event: leader");
        assertFalse(reader.body().contains("\n:\n"));
        nanos.addAndGet(14_000_000_000L);
        wire.tell("vote", "\"id\":2");
        reader.awaitText("event: vote");
        assertFalse(reader.body().contains("\n:\n"));
        nanos.addAndGet(15_000_000_000L);
        reader.awaitText("\n:\n\n");
        assertTrue(reader.body().endsWith("}\n\n:\n\n"), reader.body());
    }

    // ---- Other requests.

    @Test
    void aHeadIsAnsweredWithoutABodyAndTakesNoPlace() {
        FakeExchange exchange = new FakeExchange(loop, "HEAD", "/wire");
        exchange.on(() -> wire.stream(exchange));
        exchange.awaitEnd();
        assertEquals(200, exchange.status());
        assertEquals("text/event-stream", exchange.fields().first("Content-Type"));
        assertEquals("", exchange.body());
        assertEquals(0, wire.readers());
    }

    @Test
    void aBadQueryIsRefusedWithAReason() {
        FakeExchange exchange = stream("?after=soon").awaitEnd();
        assertEquals(400, exchange.status());
        assertEquals("after is a whole number.\n", exchange.body());
        assertEquals(0, wire.readers());
    }

    // ---- The past.

    @Test
    void historyIsWhatIsAskedFor() {
        tell(9);
        long last = FIRST + 9;
        assertEquals(range(FIRST, last), numbers(SEQ, history("")));
        assertEquals(range(FIRST + 3, last), numbers(SEQ, history("?from=" + (FIRST + 3))));
        assertEquals(
                range(FIRST + 3, FIRST + 5),
                numbers(SEQ, history("?from=" + (FIRST + 3) + "&to=" + (FIRST + 5))));
        assertEquals(range(last - 1, last), numbers(SEQ, history("?limit=2")));
        assertEquals(
                range(FIRST + 3, FIRST + 4), numbers(SEQ, history("?limit=2&from=" + (FIRST + 3))));
        assertEquals(range(FIRST, FIRST + 1), numbers(SEQ, history("?to=" + (FIRST + 1))));
        assertEquals("", history("?from=" + (last + 1)));
        assertEquals("", history("?from=" + (FIRST + 5) + "&to=" + (FIRST + 4)));
        assertEquals(range(FIRST, last), numbers(SEQ, history("?from=1")));
    }

    @Test
    void stateBeginsWithTheSnapshotBefore() throws IOException {
        wire.close();
        open(new JournalLimits(4 << 10, 10));
        FakeExchange reader = stream("").awaitText("event: snapshot");
        for (int i = 0; i < 40; i++) {
            wire.tell("alert", "\"text\":\"" + "x".repeat(300) + i + "\"");
            reader.awaitText("x" + i + "\"");
        }
        long newest = ids(reader).getLast();
        String text = history("?state=1&from=" + newest + "&types=none");
        assertTrue(text.contains("\"type\":\"snapshot\""), text);
        List<Long> all = numbers(SEQ, history("?state=1&from=" + newest));
        assertTrue(all.getFirst() > FIRST && all.getFirst() < newest, all::toString);
        assertEquals(range(all.getFirst(), newest), all);
    }

    @Test
    void theLastOfWhatIsWantedAreFoundHoweverFarBackTheyAre() throws IOException {
        wire.close();
        open(new JournalLimits(4 << 10, 64));
        for (int i = 0; i < 5; i++) {
            wire.tell("vote", "\"term\":" + i);
            tell(150);
        }
        awaitAppended(5 * 151);
        List<Long> votes = new ArrayList<>();
        List<Long> snapshots = new ArrayList<>();
        for (String line : history("?from=1&limit=100000").split("\n", -1)) {
            if (line.contains("\"type\":\"vote\"")) {
                votes.addAll(numbers(SEQ, line));
            } else if (line.contains("\"type\":\"snapshot\"")) {
                snapshots.addAll(numbers(SEQ, line));
            }
        }
        assertEquals(5, votes.size());
        assertTrue(snapshots.size() > 5, "several files: " + snapshots.size());
        List<Long> both = new ArrayList<>(votes);
        both.addAll(snapshots);
        both.sort(null);
        for (int limit : new int[] {1, 2, 7, both.size(), both.size() + 5}) {
            int first = Math.max(0, both.size() - limit);
            assertEquals(
                    both.subList(first, both.size()),
                    numbers(SEQ, history("?types=vote&limit=" + limit)),
                    "limit " + limit);
        }
        long middle = votes.get(2);
        assertEquals(
                both.stream().filter(id -> id <= middle).toList(),
                numbers(SEQ, history("?types=vote&to=" + middle)));
        assertEquals(snapshots, numbers(SEQ, history("?node=7")));
    }

    @Test
    void historyOfManyChunksIsWholeAlsoForOneThatReadsSlowly() {
        tell(2_500);
        FakeExchange slow = exchange("/wire/history?limit=100000");
        slow.stopReading();
        slow.on(() -> wire.history(slow));
        slow.await(() -> slow.writes() == 1, "the first chunk");
        while (!slow.isOver()) {
            int writes = slow.writes();
            slow.readOn();
            slow.await(() -> slow.writes() > writes || slow.isOver(), "another chunk");
        }
        assertEquals(range(FIRST, FIRST + 2_500), numbers(SEQ, slow.body()));
    }

    // ---- Other nodes.

    @Test
    void anotherNodeIsToldWhatIsThisNodesOwn() throws Exception {
        wire.close();
        AtomicLong after = new AtomicLong(FIRST);
        List<Wire.Told> told = java.util.Collections.synchronizedList(new ArrayList<>());
        wire = Wire.open(directory, JournalLimits.DEFAULT, 1, new Counting(), CLOCK, nanos::get);
        wire.everyTick(_ -> told.add(wire.ownBehind(2, after.get(), 170)));
        wire.start();
        for (int i = 0; i < 6; i++) {
            wire.offer(new Event("vote", NOW, 2, 70 + i, ""));
            wire.tell("alert", "\"text\":\"" + i + "\"");
        }
        long newest = FIRST + 12;
        exchange("")
                .await(
                        () -> !told.isEmpty() && told.getLast().lines().size() == 2,
                        "told two lines");
        List<String> lines = new ArrayList<>();
        while (after.get() < newest) {
            told.clear();
            exchange("").await(() -> told.size() > 1, "told");
            Wire.Told last = told.getLast();
            lines.addAll(last.lines());
            assertTrue(last.reached() > after.get(), "it does not get on");
            after.set(last.reached());
            exchange("")
                    .await(
                            () -> told.getLast().reached() > after.get() || after.get() == newest,
                            "the next");
        }
        assertEquals(6, lines.size());
        assertEquals(
                LongStream.range(0, 6).map(i -> FIRST + 2 + 2 * i).boxed().toList(),
                numbers(SEQ, String.join("\n", lines)));

        after.set(Long.MAX_VALUE);
        told.clear();
        exchange("").await(() -> told.size() > 1, "told");
        assertEquals(new Wire.Told(newest, List.of()), told.getLast());
    }

    // ---- The end.

    @Test
    void theEndIsTheReadersEndToo() throws IOException {
        FakeExchange reader = stream("").awaitText("event: snapshot");
        wire.close();
        reader.awaitEnd();
        FakeExchange late = stream("").awaitEnd();
        assertEquals(503, late.status());
    }

    @Test
    void readersAreLetGoWhileEventsAreStillWritten() throws IOException {
        tell(1);
        FakeExchange reader = stream("").awaitText("event: snapshot");
        wire.endReaders();
        reader.awaitEnd();
        assertEquals(503, stream("").awaitEnd().status());
        wire.tell("leader", "\"id\":2");
        awaitAppended(2);
        wire.close();
        open(JournalLimits.DEFAULT);
        assertEquals(range(FIRST, FIRST + 2), numbers(SEQ, history("")));
    }

    @Test
    void whatCannotBeWrittenOfOtherNodesIsSaidAndOfThisOneCounted() throws IOException {
        wire.close();
        List<Event> lost = java.util.Collections.synchronizedList(new ArrayList<>());
        JournalLimits limits = new JournalLimits(4 << 10, 4);
        wire = Wire.open(directory, limits, 1, new Counting(), CLOCK, nanos::get);
        wire.whenLost(lost::addAll);
        wire.start();
        wire.tell("alert", "\"text\":\"" + "x".repeat(4 << 10) + "\"");
        awaitAppended(1);
        // The next event wants a file of its own, in a folder that is not there.
        deleteAll();
        for (int i = 0; i < 3; i++) {
            wire.offer(new Event("vote", NOW, 2, 70 + i, "\"term\":1"));
        }
        wire.tell("alert", "\"text\":\"lost\"");
        exchange("").await(() -> lost.size() == 3 && wire.dropped() == 1, "lost");
        assertEquals(List.of(70L, 71L, 72L), lost.stream().map(Event::source).toList());
        Files.createDirectories(directory);
        int before = appended.get();
        wire.offer(new Event("vote", NOW, 2, 73, "\"term\":1"));
        exchange("").await(() -> appended.get() > before, "written again");
        assertTrue(history("?from=" + (FIRST + 2)).contains("\"src\":73"), "it is there");
        assertEquals(3, lost.size());
    }

    private void deleteAll() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    @Test
    void whatIsToldWithoutRoomIsCounted() throws IOException {
        wire.close();
        wire = Wire.open(directory, JournalLimits.DEFAULT, 1, new Counting(), CLOCK, nanos::get);
        for (int i = 0; i < 4_096 + 5; i++) {
            wire.tell("alert", "");
        }
        assertEquals(5, wire.dropped());
    }
}

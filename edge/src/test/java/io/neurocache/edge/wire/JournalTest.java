package io.neurocache.edge.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final long NOW = 1_795_348_800_000L;
    private static final long FIRST = NOW * 1_000;
    private static final JournalLimits TINY = new JournalLimits(4 << 10, 3);

    @TempDir Path directory;

    private final List<Long> found = new ArrayList<>();
    private Journal journal;

    @BeforeEach
    void open() throws IOException {
        journal = reopened();
    }

    @AfterEach
    void close() throws IOException {
        journal.close();
    }

    private Journal reopened() throws IOException {
        return Journal.open(directory, TINY, NOW, line -> found.add(line.id()));
    }

    /** The process ends, something may happen to its files, and it starts again. */
    private void restart() throws IOException {
        journal.close();
        found.clear();
        journal = reopened();
    }

    private static Event event(String members) {
        return new Event("alert", NOW, 1, 0, members);
    }

    private static Event snapshot() {
        return new Event("snapshot", NOW, 1, 0, "\"v\":1");
    }

    private long append() throws IOException {
        return journal.append(event("\"text\":\"" + "x".repeat(200) + "\""), JournalTest::snapshot);
    }

    private void append(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            append();
            journal.flush();
        }
    }

    /** So many that there are at least so many files. */
    private void appendFiles(int count) throws IOException {
        while (files().size() < count) {
            append(1);
        }
    }

    private List<Path> files() {
        try (var all = Files.list(directory)) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstOf(Path file) {
        return file.getFileName().toString().replace(".ndjson", "");
    }

    private List<Line> read(long from) throws IOException {
        List<Line> lines = new ArrayList<>();
        Journal.Place place = journal.place(from);
        boolean hasMore = true;
        while (hasMore) {
            hasMore = journal.read(place, 1_000, lines::add);
        }
        return lines;
    }

    private List<Long> idsFrom(long from) throws IOException {
        return read(from).stream().map(Line::id).toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    /** Changes what a file says. */
    private static void spoil(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertTrue(text.contains(from), text);
        Files.writeString(file, text.replace(from, to));
    }

    // ---- Numbers.

    @Test
    void aNewJournalBeginsAtTheTimeWithASnapshot() throws IOException {
        assertEquals(FIRST, journal.oldest());
        assertEquals(FIRST - 1, journal.newest());

        assertEquals(FIRST + 1, append());
        journal.flush();

        assertEquals("snapshot", read(FIRST).getFirst().type());
        assertEquals(FIRST + 1, journal.newest());
    }

    @Test
    void numbersRiseByOneThroughFilesAndRestarts() throws IOException {
        for (int i = 0; i < 3; i++) {
            append(10);
            restart();
        }
        assertTrue(files().size() > 1, "one file proves nothing");
        assertEquals(range(FIRST, journal.newest()), idsFrom(journal.oldest()));
    }

    @Test
    void whatIsNotWrittenCannotBeRead() throws IOException {
        append();
        assertEquals(FIRST - 1, journal.newest());
        assertEquals(List.of(), idsFrom(FIRST));
        journal.flush();
        assertEquals(range(FIRST, FIRST + 1), idsFrom(FIRST));
    }

    @Test
    void whatIsFoundIsShownInOrder() throws IOException {
        append(5);
        restart();
        assertEquals(range(FIRST, FIRST + 5), found);
    }

    // ---- Files.

    @Test
    void eachFileBeginsWithASnapshot() throws IOException {
        appendFiles(3);
        for (Path file : files()) {
            String first = Files.readString(file).lines().findFirst().orElseThrow();
            assertTrue(first.contains("\"type\":\"snapshot\""), first);
            assertTrue(first.startsWith("{\"seq\":" + firstOf(file)));
        }
    }

    @Test
    void theOldestFileGoesWhenThereAreMoreThanAllowed() throws IOException {
        appendFiles(3);
        Path oldest = files().getFirst();
        while (Files.exists(oldest)) {
            append(1);
        }
        assertEquals(TINY.files(), files().size());
        assertTrue(journal.oldest() > FIRST);
        assertEquals(range(journal.oldest(), journal.newest()), idsFrom(journal.oldest()));
    }

    @Test
    void otherFilesAreLeftAlone() throws IOException {
        append(1);
        Files.writeString(directory.resolve("notes.ndjson"), "mine");
        Files.writeString(directory.resolve("99999999999999999999999.ndjson"), "mine");
        restart();
        assertEquals(FIRST + 1, journal.newest());
        assertEquals(3, files().size());
    }

    @Test
    void theSnapshotBeforeANumberIsTheBeginningOfItsFile() throws IOException {
        appendFiles(2);
        append(2);
        long second = journal.newest() - 4;
        assertEquals(FIRST, journal.snapshotBefore(FIRST + 3));
        assertEquals(second + 1, journal.snapshotBefore(journal.newest()));
        assertEquals(FIRST, journal.snapshotBefore(second));
        assertEquals(FIRST, journal.snapshotBefore(0));
    }

    // ---- Reading.

    @Test
    void everyNumberIsAPlaceToReadFrom() throws IOException {
        appendFiles(3);
        for (long id = journal.oldest(); id <= journal.newest() + 1; id++) {
            assertEquals(id, journal.place(id).id());
            assertEquals(range(id, journal.newest()), idsFrom(id));
        }
    }

    @Test
    void thereIsNoPlaceOutside() throws IOException {
        append(1);
        assertThrows(IllegalArgumentException.class, () -> journal.place(FIRST - 1));
        assertThrows(IllegalArgumentException.class, () -> journal.place(FIRST + 3));
    }

    @Test
    void aLineThatIsRefusedIsShownAgain() throws IOException {
        append(3);
        Journal.Place place = journal.place(FIRST);
        assertFalse(journal.read(place, 1 << 20, line -> line.id() < FIRST + 2));
        assertEquals(FIRST + 2, place.id());
        List<Long> rest = new ArrayList<>();
        journal.read(place, 1 << 20, line -> rest.add(line.id()));
        assertEquals(range(FIRST + 2, FIRST + 3), rest);
    }

    @Test
    void aLineLargerThanWhatIsReadAtOnceIsShownWhole() throws IOException {
        String text = "\"text\":\"" + "ä".repeat(20_000) + "\"";
        journal.append(event(text), JournalTest::snapshot);
        append(1);
        List<Line> lines = read(FIRST);
        assertTrue(lines.get(1).data().endsWith(text + "}"), "cut");
        assertEquals(range(FIRST, FIRST + 3), lines.stream().map(Line::id).toList());
    }

    @Test
    void whoFellBehindIsToldSo() throws IOException {
        append(1);
        Journal.Place place = journal.place(FIRST);
        assertFalse(journal.isBehind(place));
        while (journal.oldest() == FIRST) {
            append(1);
        }
        assertTrue(journal.isBehind(place));
        assertThrows(IllegalArgumentException.class, () -> journal.read(place, 1_000, _ -> true));
    }

    @Test
    void whoStoodAtTheEndOfAFileThatIsGoneGoesOnWithTheNext() throws IOException {
        Journal.Place place = journal.place(FIRST);
        append(1);
        while (files().size() == 1) {
            journal.read(place, 1 << 20, _ -> true);
            append(1);
        }
        long end = place.id();
        while (journal.oldest() == FIRST) {
            append(1);
        }
        assertEquals(end, journal.oldest());
        assertFalse(journal.isBehind(place));
        List<Long> rest = new ArrayList<>();
        journal.read(place, 1_000, line -> rest.add(line.id()));
        assertEquals(end, rest.getFirst());
    }

    // ---- Damage.

    @Test
    void aTornLastLineIsDroppedAndItsNumberGivenAgain() throws IOException {
        append(3);
        journal.close();
        Path file = files().getFirst();
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 7));
        restart();
        assertEquals(range(FIRST, FIRST + 2), found);
        assertEquals(FIRST + 3, append());
        journal.flush();
        assertEquals(range(FIRST, FIRST + 3), idsFrom(FIRST));
    }

    @Test
    void behindADamagedLineOfTheLastFileNothingIsKept() throws IOException {
        append(5);
        journal.close();
        spoil(files().getFirst(), "{\"seq\":" + (FIRST + 3), "{\"sex\":" + (FIRST + 3));
        restart();
        assertEquals(range(FIRST, FIRST + 2), found);
        assertEquals(FIRST + 2, journal.newest());
    }

    @Test
    void behindAMissingNumberOfTheLastFileNothingIsKept() throws IOException {
        append(5);
        journal.close();
        spoil(files().getFirst(), "{\"seq\":" + (FIRST + 3), "{\"seq\":" + (FIRST + 30));
        restart();
        assertEquals(range(FIRST, FIRST + 2), found);
    }

    @Test
    void whatPowerLossToreOffAnEarlierFileIsPassedOver() throws IOException {
        appendFiles(2);
        append(2);
        long second = journal.newest() - 4;
        journal.close();
        Path earlier = files().getFirst();
        byte[] bytes = Files.readAllBytes(earlier);
        Files.write(earlier, java.util.Arrays.copyOf(bytes, bytes.length - 7));
        restart();
        List<Long> left = new ArrayList<>(range(FIRST, second - 1));
        left.addAll(range(second + 1, journal.newest()));
        assertEquals(left, idsFrom(FIRST));
        assertEquals(range(second + 1, journal.newest()), idsFrom(second));
    }

    @Test
    void aDamagedLineOfAnEarlierFileEndsThatFileAndNoReader() throws IOException {
        appendFiles(2);
        append(2);
        long second = journal.newest() - 4;
        journal.close();
        spoil(files().getFirst(), "{\"seq\":" + (FIRST + 3), "\0\0\0\0\0\0\0" + (FIRST + 3));
        restart();
        List<Long> left = new ArrayList<>(range(FIRST, FIRST + 2));
        left.addAll(range(second + 1, journal.newest()));
        assertEquals(left, idsFrom(FIRST));
        assertEquals(range(second + 1, journal.newest()), idsFrom(FIRST + 5));
    }

    @Test
    void anEarlierFileThatIsEmptyIsPassedOver() throws IOException {
        appendFiles(3);
        journal.close();
        Files.write(files().get(1), new byte[0]);
        restart();
        List<Long> left = idsFrom(FIRST);
        assertEquals(journal.newest(), left.getLast());
        assertTrue(left.size() < journal.newest() - FIRST);
    }

    @Test
    void whereTheLastFileIsEmptyTheOneBeforeSaysHowItStood() throws IOException {
        append(3);
        journal.close();
        Files.createFile(directory.resolve((FIRST + 4) + ".ndjson"));
        restart();
        assertEquals(range(FIRST, FIRST + 3), found);
        append(1);
        assertEquals(range(FIRST, FIRST + 5), idsFrom(FIRST));
        assertEquals("snapshot", read(FIRST + 4).getFirst().type());
    }

    @Test
    void aFileThatCannotBeBegunCostsTheEventAndNothingElse() throws IOException {
        append(1);
        while (Files.size(files().getFirst()) < TINY.fileBytes()) {
            append(1);
        }
        long next = journal.newest() + 1;
        Path obstacle = directory.resolve(next + ".ndjson");
        Files.createDirectory(obstacle);
        assertThrows(IOException.class, this::append);
        assertEquals(next - 1, journal.newest());

        Files.delete(obstacle);
        append(1);
        assertEquals(range(FIRST, next + 1), idsFrom(FIRST));
    }

    @Test
    void aWriteThatFailsGivesItsNumbersAgain() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "no device that is always full");
        append(1);
        while (Files.size(files().getFirst()) < TINY.fileBytes()) {
            append(1);
        }
        long next = journal.newest() + 1;
        Path file = directory.resolve(next + ".ndjson");
        Files.createSymbolicLink(file, full);
        for (int i = 0; i < 3; i++) {
            assertEquals(next + 1, append());
            assertThrows(IOException.class, journal::flush);
            assertEquals(next - 1, journal.newest());
            assertEquals(List.of(), idsFrom(next));
        }
        journal.close();
        Files.delete(file);
        journal = reopened();
        append(1);
        assertEquals(range(FIRST, next + 1), idsFrom(FIRST));
        assertEquals("snapshot", read(next).getFirst().type());
    }

    @Test
    void textOfAnyScriptIsKept() throws IOException {
        journal.append(event("\"text\":\"größer €𝄞\""), JournalTest::snapshot);
        journal.flush();
        restart();
        Line line = read(FIRST + 1).getFirst();
        assertEquals("{\"t\":" + NOW + ",\"node\":1,\"text\":\"größer €𝄞\"}", line.data());
        assertEquals(1, line.node());
        assertEquals("alert", line.type());
        assertEquals(Files.size(files().getFirst()), sizeOf(read(FIRST)));
    }

    private static long sizeOf(List<Line> lines) {
        return lines.stream().mapToLong(line -> line.text().getBytes(UTF_8).length + 1).sum();
    }
}

package io.neurocache.predict.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.record.AccessRecord.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessRecorderTest {
    private static final RecordLimits SMALL = new RecordLimits(3, 4 << 10);

    private static final List<Answer> ANSWERS = List.of(Answer.values());

    @TempDir private Path directory;

    private static AccessRecord access(int i) {
        Answer how = ANSWERS.get(i % 4);
        long bytes = i % 7 == 0 ? AccessRecord.UNKNOWN_BYTES : (long) i << (i % 34);
        return new AccessRecord(1_000_000L + i, i * 31, "/é/" + i % 5, bytes, how, i);
    }

    private List<AccessRecord> write(int count) throws IOException {
        List<AccessRecord> written = new ArrayList<>();
        try (AccessRecorder recorder = AccessRecorder.open(directory, SMALL)) {
            for (int i = 0; i < count; i++) {
                written.add(access(i));
                recorder.append(access(i));
            }
            assertEquals(count, recorder.appended());
            assertEquals(0, recorder.lost());
        }
        return written;
    }

    private List<AccessRecord> read() throws IOException {
        List<AccessRecord> found = new ArrayList<>();
        assertEquals(AccessRecords.read(directory, found::add), found.size());
        return found;
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        assertEquals(write(100), read());
    }

    @Test
    void whatIsFlushedCanBeReadBeforeTheEnd() throws IOException {
        try (AccessRecorder recorder = AccessRecorder.open(directory, SMALL)) {
            recorder.append(access(1));
            assertEquals(List.of(), read());
            recorder.flush();
            assertEquals(List.of(access(1)), read());
        }
    }

    @Test
    void theOldestMakesRoomForTheNewest() throws IOException {
        List<AccessRecord> written = write(2_000);
        List<AccessRecord> kept = read();
        assertEquals(written.subList(2_000 - kept.size(), 2_000), kept);
        assertTrue(kept.size() > 250, "only " + kept.size());
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> all = files.toList();
            assertEquals(3, all.size());
            for (Path each : all) {
                assertTrue(Files.size(each) <= SMALL.fileBytes());
            }
        }
    }

    @Test
    void aNewLifeGoesOnBehindTheOld() throws IOException {
        List<AccessRecord> all = new ArrayList<>(write(50));
        all.addAll(write(20));
        assertEquals(all, read());
    }

    @Test
    void aClockThatJumpsBeginsAnotherFile() throws IOException {
        long[] times = {5_000, 1_000, 1_000 + 2L * Integer.MAX_VALUE};
        List<AccessRecord> written = new ArrayList<>();
        try (AccessRecorder recorder = AccessRecorder.open(directory, SMALL)) {
            for (long millis : times) {
                AccessRecord access = new AccessRecord(millis, 1, "/a", 1, Answer.HIT, 0);
                written.add(access);
                recorder.append(access);
            }
        }
        assertEquals(written, read());
    }

    @Test
    void aTornFileGivesWhatIsWhole() throws IOException {
        List<AccessRecord> written = write(40);
        Path file = directory.resolve("0000000001.access");
        byte[] whole = Files.readAllBytes(file);
        int before = 0;
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            List<AccessRecord> found = read();
            assertEquals(written.subList(0, found.size()), found);
            assertTrue(found.size() >= before);
            before = found.size();
        }
        assertEquals(40, before);
    }

    @Test
    void flippedBitsNeverGiveWhatWasNotWritten() throws IOException {
        List<AccessRecord> written = write(40);
        Path file = directory.resolve("0000000001.access");
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] broken = whole.clone();
            // The head's time is not checked: a wrong one moves all of the file.
            int at = RecordFormat.HEAD_BYTES + random.nextInt(whole.length - 16);
            broken[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, broken);
            List<AccessRecord> found = read();
            assertEquals(written.subList(0, found.size()), found);
        }
    }

    @Test
    void anAnswerWithoutItsKeyEndsTheFile() throws IOException {
        ByteBuffer file = ByteBuffer.allocate(48).order(RecordFormat.ORDER);
        file.putLong(RecordFormat.MAGIC).putLong(7);
        file.put(RecordFormat.ANSWER).put((byte) 0).putShort((short) 0).putInt(0).putInt(3);
        file.position(16);
        file.putInt(20, RecordFormat.check(file, 16, 32));
        Files.write(directory.resolve("0000000001.access"), file.array());
        assertEquals(List.of(), read());
    }

    @Test
    void aDirectoryThatGoesAwayCostsRecordsAndNothingElse() throws IOException {
        Path lost = directory.resolve("lost");
        try (AccessRecorder recorder = AccessRecorder.open(lost, SMALL)) {
            Files.delete(lost);
            recorder.append(access(1));
            assertEquals(1, recorder.lost());
            Files.createDirectory(lost);
            for (int i = 0; i < 10_001; i++) {
                recorder.append(access(1));
            }
            assertEquals(10_001, recorder.lost());
            assertEquals(1, recorder.appended());
        }
        List<AccessRecord> found = new ArrayList<>();
        AccessRecords.read(lost, found::add);
        assertEquals(List.of(access(1)), found);
    }

    @Test
    void aKeyThatIsTooLongIsLost() throws IOException {
        try (AccessRecorder recorder = AccessRecorder.open(directory, SMALL)) {
            recorder.append(new AccessRecord(1, 1, "x".repeat(8_193), 1, Answer.HIT, 0));
            assertEquals(1, recorder.lost());
        }
        assertEquals(List.of(), read());
    }
}

package io.neurocache.slab;

import static io.neurocache.slab.TestSlab.body;
import static io.neurocache.slab.TestSlab.bytes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlabTest {
    @TempDir private Path directory;

    private Slab slab;

    @BeforeEach
    void openSlab() throws IOException {
        slab = TestSlab.open(directory.resolve("slab"));
    }

    @AfterEach
    void closeSlab() throws IOException {
        slab.close();
    }

    @Test
    void whatWasStoredIsReadBack() {
        for (int length : new int[] {0, 1, 100, 4000, 8000, 9000, 70_000, 500_000, 2 << 20}) {
            byte[] body = body(length, length);
            assertTrue(TestSlab.put(slab, "k" + length, body));
            assertArrayEquals(body, TestSlab.get(slab, bytes("k" + length)).orElseThrow());
            assertTrue(slab.remove(bytes("k" + length)));
        }
    }

    @Test
    void aStreamedBodyIsReadBackWhateverItsLengthAndChunks() {
        for (int length : new int[] {0, 1, 100, 8000, 9000, 70_000, 500_000, 2 << 20}) {
            for (int chunk : new int[] {777, 16 << 10, 1 << 20}) {
                byte[] body = body(length, length);
                byte[] key = bytes("s" + length);
                assertTrue(TestSlab.putStreaming(slab, key, bytes("m"), body, chunk));
                assertArrayEquals(body, TestSlab.get(slab, key).orElseThrow());
            }
            assertTrue(slab.remove(bytes("s" + length)));
        }
        assertEquals(0, slab.stats().usedBytes());
    }

    @Test
    void anObjectCarriesKeyMetaAndTimes() {
        assertTrue(TestSlab.put(slab, bytes("key"), bytes("meta"), bytes("body")));
        long handle = slab.acquire(bytes("key"));
        assertArrayEquals(bytes("key"), slab.key(handle));
        assertArrayEquals(
                bytes("meta"), slab.meta(handle).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
        assertEquals(4, slab.bodyLength(handle));
        assertTrue(slab.inline(handle));
        assertEquals(slab.metaOffset(handle) + 4, slab.extentOffset(handle, 0));
        assertTrue(slab.storedAtMillis(handle) > 1_700_000_000_000L);
        assertEquals(slab.storedAtMillis(handle) / 1000, slab.lastAccessSeconds(handle));
        slab.release(handle);
    }

    @Test
    void anOverwriteLeavesTheOldBytesToTheirReaders() {
        TestSlab.put(slab, "k", body(1, 5000));
        long old = slab.acquire(bytes("k"));
        TestSlab.put(slab, "k", body(2, 5000));
        TestSlab.put(slab, "other", body(3, 5000));
        assertArrayEquals(body(1, 5000), TestSlab.read(slab, old));
        assertArrayEquals(body(2, 5000), TestSlab.get(slab, bytes("k")).orElseThrow());
        long current = slab.acquire(bytes("k"));
        assertTrue(slab.sequence(current) > slab.sequence(old));
        assertNotEquals(slab.id(current), slab.id(old));
        assertFalse(slab.remove(old), "an old object is not the current one");
        slab.release(current);
        slab.release(old);
    }

    @Test
    void aRemovedObjectIsGoneButReadableByItsReaders() {
        TestSlab.put(slab, "k", body(1, 100_000));
        long handle = slab.acquire(bytes("k"));
        assertTrue(slab.remove(bytes("k")));
        assertFalse(slab.remove(bytes("k")));
        assertEquals(Slab.NONE, slab.acquire(bytes("k")));
        assertArrayEquals(body(1, 100_000), TestSlab.read(slab, handle));
        slab.release(handle);
        assertEquals(0, slab.stats().usedBytes());
    }

    @Test
    void aSecondReleaseIsAnInvariantViolation() {
        TestSlab.put(slab, "k", body(1, 10));
        long handle = slab.acquire(bytes("k"));
        slab.release(handle);
        assertThrows(InvariantViolation.class, () -> slab.release(handle));
        assertTrue(slab.remove(bytes("k")));
        assertThrows(InvariantViolation.class, () -> slab.release(handle));
        assertThrows(InvariantViolation.class, () -> slab.retain(handle));
        assertThrows(InvariantViolation.class, () -> slab.bodyLength(handle));
    }

    @Test
    void aHandleOfAnEarlierObjectIsNotTakenForTheOneInItsPlace() {
        TestSlab.put(slab, "k", body(1, 10));
        long handle = slab.acquire(bytes("k"));
        slab.remove(handle);
        slab.release(handle);
        TestSlab.put(slab, "other", body(2, 10));
        long other = slab.acquire(bytes("other"));
        assertEquals(slab.id(handle), slab.id(other), "the descriptor was reused");
        assertThrows(InvariantViolation.class, () -> slab.release(handle));
        slab.release(other);
    }

    @Test
    void readersStreamAlongWhileTheObjectIsWritten() {
        byte[] body = body(7, 300_000);
        SlabWriter writer = slab.writer(bytes("k"), -1);
        slab.retain(writer.handle());
        assertEquals(WriteResult.OK, writer.write(ByteBuffer.wrap(body, 0, 100_000)));
        assertArrayEquals(
                java.util.Arrays.copyOf(body, 100_000), readWritten(writer), "before commit");
        assertEquals(WriteResult.OK, writer.write(ByteBuffer.wrap(body, 100_000, 200_000)));
        long lastOffset = writer.extentOffset(writer.extentCount() - 1);
        long handle = writer.commit(bytes("m"));
        assertArrayEquals(body, readWritten(writer), "after commit");
        assertNotEquals(lastOffset, writer.extentOffset(writer.extentCount() - 1), "was shrunk");
        long usedByBoth = slab.stats().usedBytes();
        slab.release(handle);
        assertEquals(
                usedByBoth, slab.stats().usedBytes(), "a reader may still look at the old slot");
        slab.release(handle);
        assertTrue(slab.stats().usedBytes() < usedByBoth, "nobody is left who saw the old slot");
        assertArrayEquals(body, TestSlab.get(slab, bytes("k")).orElseThrow());
        slab.remove(bytes("k"));
        assertEquals(0, slab.stats().usedBytes());
    }

    private byte[] readWritten(SlabWriter writer) {
        byte[] bytes = new byte[(int) writer.written()];
        int at = 0;
        for (int i = 0; i < writer.extentCount() && at < bytes.length; i++) {
            int length = Math.min(writer.extentLength(i), bytes.length - at);
            slab.buffer(writer.extentOffset(i), length).get(bytes, at, length);
            at += length;
        }
        return bytes;
    }

    @Test
    void anAbortedObjectLeavesNothing() {
        for (long expected : new long[] {-1, 10, 200_000}) {
            SlabWriter writer = slab.writer(bytes("k"), expected);
            slab.retain(writer.handle());
            assertEquals(WriteResult.OK, writer.write(ByteBuffer.wrap(body(1, 200_000))));
            writer.abort();
            writer.abort();
            assertArrayEquals(body(1, 200_000), readWritten(writer));
            slab.release(writer.handle());
            assertEquals(0, slab.stats().usedBytes());
            assertEquals(Slab.NONE, slab.acquire(bytes("k")));
        }
        slab.writer(bytes("k"), bytes("meta"), 100).abort();
        assertEquals(0, slab.stats().usedBytes());
    }

    @Test
    void anObjectIsPublishedUnderAnotherKeyThanItWasBegunWith() {
        SlabWriter writer = slab.writer(bytes("begun"), -1);
        assertEquals(WriteResult.OK, writer.write(ByteBuffer.wrap(body(1, 200_000))));
        slab.release(writer.commit(bytes("ended"), bytes("meta")));
        assertEquals(Slab.NONE, slab.acquire(bytes("begun")));
        assertArrayEquals(body(1, 200_000), TestSlab.get(slab, bytes("ended")).orElseThrow());
        assertTrue(slab.remove(bytes("ended")));
        assertEquals(0, slab.stats().usedBytes());
    }

    @Test
    void anObjectIsRenamedInThePlaceOfAnotherWithoutACopy() {
        for (int length : new int[] {0, 100, 300_000}) {
            byte[] body = body(length, length);
            TestSlab.put(slab, "k", body(7, 500));
            TestSlab.put(slab, "aside", body);
            long aside = slab.acquire(bytes("aside"));
            slab.setAside(aside);
            assertEquals(0, slab.lastAccessSeconds(aside));
            long renamed = slab.rename(aside, bytes("k"), bytes("its meta"));
            assertNotEquals(Slab.NONE, renamed);
            assertArrayEquals(bytes("its meta"), TestSlab.meta(slab, renamed));
            assertNotEquals(0, slab.lastAccessSeconds(renamed));
            if (length > 100_000) {
                assertEquals(slab.extentOffset(aside, 0), slab.extentOffset(renamed, 0));
            }
            assertEquals(Slab.NONE, slab.acquire(bytes("aside")));
            assertEquals(Slab.NONE, slab.rename(aside, bytes("x"), bytes("x")), "not current");
            slab.release(aside);
            slab.release(renamed);
            assertArrayEquals(body, TestSlab.get(slab, bytes("k")).orElseThrow());
            assertTrue(slab.remove(bytes("k")));
            assertEquals(0, slab.stats().usedBytes());
        }
    }

    @Test
    void newMetaBytesKeepTheBodyWithoutACopy() {
        for (int length : new int[] {0, 100, 300_000}) {
            byte[] body = body(length, length);
            TestSlab.put(slab, "k", body);
            long old = slab.acquire(bytes("k"));
            long renewed = slab.replaceMeta(old, bytes("other meta"));
            assertNotEquals(Slab.NONE, renewed);
            assertArrayEquals(bytes("meta of k"), TestSlab.meta(slab, old));
            assertArrayEquals(bytes("other meta"), TestSlab.meta(slab, renewed));
            if (length > 100_000) {
                assertEquals(slab.extentOffset(old, 0), slab.extentOffset(renewed, 0));
            }
            assertEquals(Slab.NONE, slab.replaceMeta(old, bytes("x")), "not current any more");
            slab.release(renewed);
            assertTrue(slab.remove(bytes("k")));
            assertArrayEquals(body, TestSlab.read(slab, old));
            slab.release(old);
            assertEquals(0, slab.stats().usedBytes());
        }
    }

    @Test
    void aListenerHearsOfEveryObjectThatComesAndGoes() {
        List<String> heard = new ArrayList<>();
        slab.addListener(
                new ObjectListener() {
                    @Override
                    public void added(int id, long keyHash, long bytes) {
                        heard.add("+" + id);
                    }

                    @Override
                    public void removed(int id) {
                        heard.add("-" + id);
                    }
                });
        TestSlab.put(slab, "k", body(1, 10));
        long first = slab.acquire(bytes("k"));
        TestSlab.put(slab, "k", body(2, 10));
        long second = slab.acquire(bytes("k"));
        assertTrue(slab.removeById(slab.id(second)));
        assertFalse(slab.removeById(slab.id(second)));
        assertEquals(
                List.of(
                        "+" + slab.id(first),
                        "+" + slab.id(second),
                        "-" + slab.id(first),
                        "-" + slab.id(second)),
                heard);
        slab.release(first);
        slab.release(second);
    }

    @Test
    void aKeyListenerReadsWhatCameAndWhatLeft() {
        List<String> heard = new ArrayList<>();
        slab.addKeyListener(
                new KeyListener() {
                    @Override
                    public void came(long handle) {
                        heard.add("+" + described(handle));
                    }

                    @Override
                    public void left(long handle) {
                        heard.add("-" + described(handle));
                    }

                    private String described(long handle) {
                        long found = slab.acquire(slab.key(handle));
                        String key = new String(slab.key(handle), US_ASCII);
                        String current = found == handle ? " found" : "";
                        if (found != Slab.NONE) {
                            slab.release(found);
                        }
                        return key + slab.bodyLength(handle) + current;
                    }
                });
        TestSlab.put(slab, "k", body(1, 10));
        TestSlab.put(slab, "k", body(2, 11));
        long second = slab.acquire(bytes("k"));
        slab.release(slab.replaceMeta(second, bytes("other")));
        slab.release(second);
        assertTrue(slab.remove(bytes("k")));
        assertEquals(
                List.of("+k10 found", "+k11 found", "-k10", "+k11 found", "-k11", "-k11"), heard);
        assertEquals(0, slab.stats().usedBytes());
    }

    @Test
    void aWalkInStepsSeesEveryObjectOnce() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            keys.add("k" + i);
            TestSlab.put(slab, "k" + i, body(i, 10));
        }
        for (int i = 0; i < 1000; i += 3) {
            keys.remove("k" + i);
            assertTrue(slab.remove(bytes("k" + i)));
        }
        List<String> seen = new ArrayList<>();
        int from = 1;
        do {
            int before = seen.size();
            from = slab.visit(from, 7, handle -> seen.add(new String(slab.key(handle), US_ASCII)));
            assertTrue(seen.size() - before <= 7);
        } while (from != 0);
        Collections.sort(keys);
        Collections.sort(seen);
        assertEquals(keys, seen);
        assertThrows(IllegalArgumentException.class, () -> slab.visit(0, 1, handle -> {}));
    }

    @Test
    void policyWordsBelongToTheObject() {
        TestSlab.put(slab, "k", body(1, 10));
        long handle = slab.acquire(bytes("k"));
        int id = slab.id(handle);
        for (int word = 0; word < Slab.POLICY_WORDS; word++) {
            assertEquals(0, slab.policyWord(id, word));
            slab.policyWord(id, word, 17 + word);
        }
        assertEquals(19, slab.policyWord(id, 2));
        assertThrows(IllegalArgumentException.class, () -> slab.policyWord(0, 0));
        assertThrows(IllegalArgumentException.class, () -> slab.policyWord(id, Slab.POLICY_WORDS));
        slab.release(handle);
    }

    @Test
    void aTooLargeBodyIsRefusedAndAFullSlabIsAValue() {
        SlabWriter large = slab.writer(bytes("k"), -1);
        ByteBuffer quarter = ByteBuffer.allocate((int) slab.maxBodyBytes());
        assertEquals(WriteResult.OK, large.write(quarter));
        slab.release(large.commit(bytes("m")));
        SlabWriter tooLarge = slab.writer(bytes("k"), -1);
        ByteBuffer more = ByteBuffer.allocate((int) slab.maxBodyBytes() + 1);
        assertEquals(WriteResult.TOO_LARGE, tooLarge.write(more));
        tooLarge.abort();
        int stored = 1;
        while (TestSlab.put(slab, "k" + stored, body(stored, 1 << 20))) {
            stored++;
        }
        assertTrue(stored >= 3, "stored " + stored);
        SlabWriter full = slab.writer(bytes("more"), -1);
        assertEquals(WriteResult.FULL, full.write(ByteBuffer.allocate(2 << 20)));
        full.abort();
    }
}

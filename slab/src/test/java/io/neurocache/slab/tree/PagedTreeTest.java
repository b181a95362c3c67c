package io.neurocache.slab.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagedTreeTest {
    @TempDir Path directory;

    private Path file() {
        return directory.resolve("state.tree");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] key(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    @Test
    void anEmptyTreeHasNothing() throws IOException {
        try (PagedTree tree = PagedTree.create(file())) {
            assertNull(tree.get(bytes("a")));
            assertFalse(tree.remove(bytes("a")));
            assertEquals(0, tree.count());
            tree.scan(new byte[0], (key, value) -> fail());
            TreeAudit.check(tree);
        }
    }

    @Test
    void onlyTheFirstBytesOfTheCallersArraysCount() throws IOException {
        byte[] keys = bytes("abc");
        byte[] values = new byte[10_000];
        values[3] = 7;
        try (PagedTree tree = PagedTree.create(file())) {
            assertTrue(tree.put(keys, 2, values, 4));
            assertTrue(tree.put(keys, 3, values, 9_000));
            keys[2] = 'x';
            assertFalse(tree.put(keys, 2, values, 5));
            assertArrayEquals(new byte[] {0, 0, 0, 7, 0}, tree.get(keys, 2));
            assertArrayEquals(Arrays.copyOf(values, 9_000), tree.get(bytes("abc")));
            assertNull(tree.get(keys, 3));
            TreeAudit.check(tree);
        }
    }

    private static boolean fail() {
        throw new AssertionError("an empty tree has a key");
    }

    @Test
    void aScanGoesInTheOrderOfUnsignedBytesAndStopsWhenTold() throws IOException {
        try (PagedTree tree = PagedTree.create(file())) {
            for (String key : List.of("b", "a", "é", "ab", "z", "a\0")) {
                tree.put(bytes(key), bytes("v" + key));
            }
            List<String> seen = new ArrayList<>();
            tree.scan(
                    bytes("a"),
                    (key, value) -> {
                        seen.add(new String(key, UTF_8));
                        assertEquals("v" + new String(key, UTF_8), new String(value, UTF_8));
                        return seen.size() < 5;
                    });
            assertEquals(List.of("a", "a\0", "ab", "b", "z"), seen);
        }
    }

    @Test
    void keysAndValuesHaveBounds() throws IOException {
        try (PagedTree tree = PagedTree.create(file())) {
            byte[] tooLong = new byte[PagedTree.MAX_KEY_BYTES + 1];
            byte[] tooMuch = new byte[PagedTree.MAX_VALUE_BYTES + 1];
            assertThrows(IllegalArgumentException.class, () -> tree.put(new byte[0], tooLong));
            assertThrows(IllegalArgumentException.class, () -> tree.put(tooLong, new byte[0]));
            assertThrows(IllegalArgumentException.class, () -> tree.put(bytes("a"), tooMuch));
            assertEquals(0, tree.count());
        }
    }

    @Test
    void keysInOrderFillTheirPages() throws IOException {
        try (PagedTree tree = PagedTree.create(file())) {
            int keys = 100_000;
            for (int i = 0; i < keys; i++) {
                tree.put(key(i), key(i));
            }
            // A cell of 22 bytes and its slot of two: 24 bytes for each key, in full pages.
            double fill = 24.0 * keys / ((double) tree.pagesInUse() * Node.PAGE_BYTES);
            assertTrue(fill > 0.95, "filled " + fill);
            TreeAudit.check(tree);
        }
    }

    @Test
    void aTreeThatWasEmptiedGivesItsPagesBack() throws IOException {
        try (PagedTree tree = PagedTree.create(file())) {
            for (int i = 0; i < 20_000; i++) {
                tree.put(key(i * 7919L % 20_000), new byte[i % 3000]);
            }
            long used = tree.usedBytes();
            for (int i = 0; i < 20_000; i++) {
                assertTrue(tree.remove(key(i * 104729L % 20_000)));
                if (i % 4096 == 0) {
                    TreeAudit.check(tree);
                }
            }
            assertTrue(used > 20_000_000, "used " + used);
            assertEquals(1, tree.pagesInUse());
            assertEquals(0, tree.count());
        }
    }

    @Test
    void aSparseTreeShrinksToAFewPages() throws IOException {
        try (PagedTree tree = PagedTree.create(file())) {
            for (int i = 0; i < 50_000; i++) {
                tree.put(key(i), key(i));
            }
            int full = tree.pagesInUse();
            for (int i = 0; i < 50_000; i++) {
                if (i % 50 != 0) {
                    tree.remove(key(i));
                }
            }
            TreeAudit.check(tree);
            assertTrue(tree.pagesInUse() < full / 10, tree.pagesInUse() + " of " + full);
        }
    }

    @Test
    void aViewStaysAsItWasWhileAnotherThreadReadsIt() throws Exception {
        try (PagedTree tree = PagedTree.create(file())) {
            for (int i = 0; i < 50_000; i++) {
                tree.put(key(i), key(i));
            }
            AtomicLong sum = new AtomicLong();
            try (TreeView view = tree.view()) {
                Thread reader =
                        Thread.ofPlatform()
                                .start(() ->
                                        view.forEach((key, value) -> {
                                            assertArrayEquals(key, value);
                                            sum.addAndGet(ByteBuffer.wrap(value).getLong());
                                            return true;
                                        }));
                for (int i = 0; i < 50_000; i++) {
                    if (i % 3 == 0) {
                        tree.remove(key(i));
                    } else {
                        tree.put(key(i), new byte[i % 2000]);
                    }
                }
                reader.join();
                TreeAudit.check(tree);
            }
            assertEquals(50_000L * 49_999 / 2, sum.get());
            TreeAudit.check(tree);
        }
    }

    @Test
    void oneViewAtATime() throws IOException {
        try (PagedTree tree = PagedTree.create(file())) {
            TreeView first = tree.view();
            assertThrows(IllegalStateException.class, tree::view);
            assertThrows(IllegalStateException.class, () -> tree.closeCleanly(1));
            first.close();
            first.close();
            tree.view().close();
        }
    }

    @Test
    void aFileWithoutTheMarkBeginsEmpty() throws IOException {
        PagedTree tree = PagedTree.create(file());
        tree.put(bytes("a"), bytes("1"));
        tree.close();
        assertEquals(PagedTree.NO_MARK, PagedTree.markOf(file()));
        assertEquals(PagedTree.NO_MARK, PagedTree.markOf(directory.resolve("none")));

        tree = PagedTree.openMarked(file(), 5);
        assertEquals(0, tree.count());
        tree.put(bytes("a"), bytes("1"));
        tree.closeCleanly(6);
        try (PagedTree other = PagedTree.openMarked(file(), 5)) {
            assertEquals(0, other.count());
        }
    }

    @Test
    void aDamagedHeaderIsNoMark() throws IOException {
        for (int at = 0; at < 56; at++) {
            PagedTree tree = PagedTree.create(file());
            tree.put(bytes("a"), bytes("1"));
            tree.closeCleanly(7);
            try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
                raw.seek(at);
                int old = raw.read();
                raw.seek(at);
                raw.write(old ^ 4);
            }
            assertEquals(PagedTree.NO_MARK, PagedTree.markOf(file()), "byte " + at);
        }
    }
}

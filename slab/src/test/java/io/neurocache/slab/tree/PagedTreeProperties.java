package io.neurocache.slab.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** The tree against a sorted map, through changes, frozen views and reopening. */
final class PagedTreeProperties {
    private static final int STEPS = 1500;

    /** How long keys and values are, and how often keys are removed. */
    private record Mix(int keySpace, int keyBytes, int valueBytes, int removePercent) {}

    private static final List<Mix> MIXES =
            List.of(
                    new Mix(200, 8, 40, 30),
                    new Mix(20_000, 20, 100, 10),
                    new Mix(20_000, 20, 100, 55),
                    new Mix(300, PagedTree.MAX_KEY_BYTES, 30, 40),
                    new Mix(500, 300, 3000, 45),
                    new Mix(60, 16, 40_000, 40));

    @Property(tries = 60)
    void theTreeHoldsWhatASortedMapHolds(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 5) int mix) throws IOException {
        Path directory = Files.createTempDirectory("tree");
        try (Life life = new Life(directory.resolve("t.tree"), MIXES.get(mix), seed)) {
            for (int step = 0; step < STEPS; step++) {
                life.step();
            }
            life.compareAll();
        } finally {
            deleteAll(directory);
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** One tree, its model, and at times a frozen view with a copy of the model. */
    private static final class Life implements AutoCloseable {
        private final Path file;
        private final Mix mix;
        private final RandomGenerator random;
        private final NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
        private PagedTree tree;
        private @Nullable TreeView view;
        private NavigableMap<byte[], byte[]> frozen = new TreeMap<>(Arrays::compareUnsigned);

        Life(Path file, Mix mix, long seed) throws IOException {
            this.file = file;
            this.mix = mix;
            this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            this.tree = PagedTree.create(file);
        }

        void step() throws IOException {
            int dice = random.nextInt(1000);
            if (dice < 3) {
                changeView();
            } else if (dice < 5) {
                reopen();
            } else if (dice < 15) {
                compareScan();
            } else if (dice < 20) {
                TreeAudit.check(tree);
            } else if (random.nextInt(100) < mix.removePercent) {
                byte[] key = key();
                assertEquals(model.remove(key) != null, tree.remove(key));
            } else {
                byte[] key = key();
                byte[] value = bytes(random.nextInt(mix.valueBytes + 1));
                assertEquals(model.put(key, value) == null, tree.put(key, value));
            }
            byte[] key = key();
            assertArrayEquals(model.get(key), tree.get(key));
            assertEquals(model.size(), tree.count());
        }

        /** A key of the space, as long as its number says. */
        private byte[] key() {
            int number = random.nextInt(mix.keySpace);
            byte[] key = new byte[1 + Math.max(4, number * 7919 % mix.keyBytes)];
            key = Arrays.copyOf(key, Math.min(key.length, PagedTree.MAX_KEY_BYTES));
            Arrays.fill(key, (byte) (number * 31));
            for (int i = 0; i < 4; i++) {
                key[key.length - 1 - i] = (byte) (number >>> (8 * i));
            }
            return key;
        }

        private byte[] bytes(int length) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            return bytes;
        }

        private void changeView() {
            if (view == null) {
                view = tree.view();
                frozen = new TreeMap<>(model);
            } else {
                compareView();
                view.close();
                view = null;
            }
        }

        private void compareView() {
            TreeView read = view;
            if (read != null) {
                assertEquals(frozen.size(), read.count());
                NavigableMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
                read.forEach((key, value) -> found.put(key, value) == null);
                same(frozen, found);
            }
        }

        private void reopen() throws IOException {
            if (view != null) {
                changeView();
            }
            long mark = random.nextInt(1000);
            tree.closeCleanly(mark);
            assertEquals(mark, PagedTree.markOf(file));
            tree = PagedTree.openMarked(file, mark);
            assertEquals(PagedTree.NO_MARK, PagedTree.markOf(file));
        }

        private void compareScan() {
            byte[] from = key();
            int wanted = random.nextInt(50);
            NavigableMap<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
            model.tailMap(from, true).entrySet().stream()
                    .limit(wanted)
                    .forEach(entry -> expected.put(entry.getKey(), entry.getValue()));
            NavigableMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
            if (wanted > 0) {
                tree.scan(
                        from,
                        (key, value) -> {
                            found.put(key, value);
                            return found.size() < wanted;
                        });
            }
            same(expected, found);
        }

        void compareAll() {
            compareView();
            TreeAudit.check(tree);
            for (Map.Entry<byte[], byte[]> entry : model.entrySet()) {
                assertArrayEquals(entry.getValue(), tree.get(entry.getKey()));
            }
        }

        private static void same(
                NavigableMap<byte[], byte[]> expected, NavigableMap<byte[], byte[]> found) {
            assertEquals(expected.size(), found.size());
            var other = found.entrySet().iterator();
            for (Map.Entry<byte[], byte[]> entry : expected.entrySet()) {
                Map.Entry<byte[], byte[]> match = other.next();
                assertArrayEquals(entry.getKey(), match.getKey());
                assertArrayEquals(entry.getValue(), match.getValue());
            }
        }

        @Override
        public void close() throws IOException {
            tree.close();
        }
    }
}

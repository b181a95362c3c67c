package io.neurocache.slab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The slab against a plain map, through random operations, restarts and kills. */
class SlabProperties {
    /** One step; the model is the map of what must be found. */
    sealed interface Step {
        record Put(int key, int length) implements Step {}

        record Stream(int key, int length, int chunk) implements Step {}

        record Renew(int key, int metaLength) implements Step {}

        record Rename(int from, int to) implements Step {}

        record Remove(int key) implements Step {}

        record Read(int key) implements Step {}

        record Restart() implements Step {}

        record Kill() implements Step {}
    }

    // Bodies are values of the model, compared by content where it matters.
    @SuppressWarnings("ArrayRecordComponent")
    private record Stored(byte[] meta, byte[] body) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> keys = Arbitraries.integers().between(0, 12);
        Arbitrary<Integer> lengths =
                Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.integers().between(0, 9000)),
                        Tuple.of(2, Arbitraries.integers().between(9000, 150_000)));
        Arbitrary<Integer> chunks = Arbitraries.integers().between(1000, 70_000);
        return Arbitraries.<Step>frequencyOf(
                        Tuple.of(6, Combinators.combine(keys, lengths).as(Step.Put::new)),
                        Tuple.of(
                                3, Combinators.combine(keys, lengths, chunks).as(Step.Stream::new)),
                        Tuple.of(
                                3,
                                Combinators.combine(keys, Arbitraries.integers().between(0, 3000))
                                        .as(Step.Renew::new)),
                        Tuple.of(2, Combinators.combine(keys, keys).as(Step.Rename::new)),
                        Tuple.of(3, keys.map(Step.Remove::new)),
                        Tuple.of(4, keys.map(Step.Read::new)),
                        Tuple.of(1, Arbitraries.create(Step.Restart::new)),
                        Tuple.of(1, Arbitraries.create(Step.Kill::new)))
                .list()
                .ofMinSize(5)
                .ofMaxSize(40);
    }

    @Property(tries = 60)
    void theSlabIsAMapThatSurvives(@ForAll("steps") List<Step> steps) throws IOException {
        Path directory = Files.createTempDirectory("slab-properties");
        World world = new World(directory);
        try {
            steps.forEach(world::run);
            world.run(new Step.Kill());
            world.checkAll();
        } finally {
            world.close();
        }
    }

    /** A slab and what must be in it. */
    private static final class World {
        private final Path directory;
        private final Map<Integer, Stored> model = new HashMap<>();
        private Slab slab;
        private int files;
        private int seeds;

        World(Path directory) throws IOException {
            this.directory = directory;
            this.slab = TestSlab.open(file());
        }

        private Path file() {
            return directory.resolve("slab" + files);
        }

        void run(Step step) {
            try {
                switch (step) {
                    case Step.Put(int key, int length) -> put(key, length, 0);
                    case Step.Stream(int key, int length, int chunk) -> put(key, length, chunk);
                    case Step.Renew(int key, int metaLength) -> renew(key, metaLength);
                    case Step.Rename(int from, int to) -> rename(from, to);
                    case Step.Remove(int key) ->
                            assertEquals(model.remove(key) != null, slab.remove(bytes(key)));
                    case Step.Read(int key) -> check(key);
                    case Step.Restart() -> {
                        slab.close();
                        slab = TestSlab.open(file());
                    }
                    case Step.Kill() -> kill();
                }
                assertEquals(model.size(), slab.stats().objects());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void put(int key, int length, int chunk) {
            byte[] body = TestSlab.body(++seeds, length);
            byte[] meta = TestSlab.body(++seeds, length % 500);
            boolean stored =
                    chunk == 0
                            ? TestSlab.put(slab, bytes(key), meta, body)
                            : TestSlab.putStreaming(slab, bytes(key), meta, body, chunk);
            assertTrue(stored, "13 objects fit");
            model.put(key, new Stored(meta, body));
        }

        private void renew(int key, int metaLength) {
            Stored stored = model.get(key);
            long old = slab.acquire(bytes(key));
            if (stored != null) {
                byte[] meta = TestSlab.body(++seeds, metaLength);
                slab.release(slab.replaceMeta(old, meta));
                slab.release(old);
                model.put(key, new Stored(meta, stored.body()));
            }
        }

        private void rename(int from, int to) {
            Stored stored = model.remove(from);
            if (stored != null) {
                long old = slab.acquire(bytes(from));
                byte[] meta = TestSlab.body(++seeds, 20);
                slab.release(slab.rename(old, bytes(to), meta));
                slab.release(old);
                model.put(to, new Stored(meta, stored.body()));
            }
        }

        private void kill() throws IOException {
            Path old = file();
            files++;
            TestSlab.copyOf(old, file());
            slab.close();
            Files.delete(old);
            slab = TestSlab.open(file());
        }

        private void check(int key) {
            Stored stored = model.get(key);
            Optional<byte[]> found = TestSlab.get(slab, bytes(key));
            assertEquals(stored != null, found.isPresent());
            if (stored != null) {
                assertArrayEquals(stored.body(), found.orElseThrow());
                long handle = slab.acquire(bytes(key));
                assertArrayEquals(stored.meta(), TestSlab.meta(slab, handle));
                slab.release(handle);
            }
        }

        void checkAll() {
            for (int key = 0; key <= 12; key++) {
                check(key);
            }
            Audit.check(slab);
        }

        private static byte[] bytes(int key) {
            return TestSlab.body(key, 1 + key * 7);
        }

        void close() throws IOException {
            slab.close();
            Files.delete(file());
            try (var left = Files.list(directory)) {
                for (Path lock : left.toList()) {
                    Files.delete(lock);
                }
            }
            Files.delete(directory);
        }
    }
}

package io.neurocache.raft.store;

import static io.neurocache.raft.store.TestStorage.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Configuration;
import io.neurocache.raft.Entry;
import io.neurocache.raft.HardState;
import io.neurocache.raft.SnapshotMeta;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Storage against a plain list, through random appends, cuts, compactions, stops and kills. */
class StorageProperties {
    /** One step; places in the log are given in parts of a hundred. */
    sealed interface Step {
        record Append(int count, int length) implements Step {}

        record Replace(int place, int count, int length) implements Step {}

        record Vote(int candidate) implements Step {}

        record Compact(int place, int kept) implements Step {}

        record Read(int place, int maxBytes) implements Step {}

        record Restart() implements Step {}

        record Kill() implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> counts = Arbitraries.integers().between(1, 60);
        Arbitrary<Integer> places = Arbitraries.integers().between(0, 100);
        Arbitrary<Integer> lengths =
                Arbitraries.frequencyOf(
                        Tuple.of(5, Arbitraries.integers().between(0, 300)),
                        Tuple.of(1, Arbitraries.integers().between(2000, 6000)));
        return Arbitraries.<Step>frequencyOf(
                        Tuple.of(6, Combinators.combine(counts, lengths).as(Step.Append::new)),
                        Tuple.of(
                                3,
                                Combinators.combine(places, counts, lengths).as(Step.Replace::new)),
                        Tuple.of(1, Arbitraries.integers().between(1, 5).map(Step.Vote::new)),
                        Tuple.of(2, Combinators.combine(places, counts).as(Step.Compact::new)),
                        Tuple.of(
                                3,
                                Combinators.combine(places, Arbitraries.integers().between(0, 9000))
                                        .as(Step.Read::new)),
                        Tuple.of(1, Arbitraries.create(Step.Restart::new)),
                        Tuple.of(1, Arbitraries.create(Step.Kill::new)))
                .list()
                .ofMinSize(5)
                .ofMaxSize(40);
    }

    @Property(tries = 100)
    void theLogIsAListThatSurvives(@ForAll("steps") List<Step> steps) throws IOException {
        Path directory = Files.createTempDirectory("raft-properties");
        World world = new World(directory);
        try {
            steps.forEach(world::run);
            world.run(new Step.Kill());
        } finally {
            world.close();
        }
    }

    /** Storage and what must be in it. */
    private static final class World {
        private final Path directory;
        private MemoryDisk disk = new MemoryDisk();
        private @Nullable TestStorage open;

        /** Entry n is at place n - 1; what is compacted stays here, and is not compared. */
        private final List<Entry> model = new ArrayList<>();

        private HardState hardState = HardState.INITIAL;
        private SnapshotMeta snapshot = SnapshotMeta.NONE;
        private long readableFrom = 1;
        private long term = 1;

        World(Path directory) throws IOException {
            this.directory = directory;
            this.open = TestStorage.open(disk, directory);
        }

        private TestStorage storage() {
            TestStorage storage = open;
            if (storage == null) {
                throw new IllegalStateException("closed");
            }
            return storage;
        }

        void run(Step step) {
            try {
                switch (step) {
                    case Step.Append(int count, int length) -> append(count, length);
                    case Step.Replace(int place, int count, int length) -> {
                        term++;
                        long from = index(place, snapshot.lastIncludedIndex() + 1);
                        model.subList((int) from - 1, model.size()).clear();
                        append(count, length);
                    }
                    case Step.Vote(int candidate) -> {
                        hardState = new HardState(term, candidate);
                        storage().keep(hardState);
                    }
                    case Step.Compact(int place, int kept) -> compact(place, kept);
                    case Step.Read(int place, int maxBytes) -> read(place, maxBytes);
                    case Step.Restart() -> {
                        storage().close();
                        reopen();
                    }
                    case Step.Kill() -> {
                        MemoryDisk left = disk.copy();
                        storage().close();
                        disk = left;
                        reopen();
                    }
                }
                assertEquals(model.size(), storage().log().lastIndex());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void append(int count, int length) {
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                entries.add(entry(term, model.size() + 1L, length + i));
                model.add(entries.getLast());
            }
            storage().append(entries);
        }

        /** An index from the first one given to one behind the last. */
        private long index(int place, long first) {
            return first + (model.size() + 1 - first) * place / 100;
        }

        private void compact(int place, int kept) throws IOException {
            long last = Math.min(model.size(), index(place, snapshot.lastIncludedIndex() + 1));
            if (last <= snapshot.lastIncludedIndex()) {
                return;
            }
            snapshot =
                    new SnapshotMeta(
                            last, model.get((int) last - 1).term(), Configuration.of(List.of(1)));
            RaftStorageTest.writeSnapshot(storage(), snapshot);
            long upTo = Math.max(readableFrom - 1, last - kept);
            storage().storage().compact(upTo);
            readableFrom = upTo + 1;
        }

        private void read(int place, int maxBytes) {
            long from = index(place, readableFrom);
            if (from > model.size()) {
                return;
            }
            List<Entry> found = storage().log().read(from, model.size(), maxBytes);
            int end = (int) from - 1 + found.size();
            assertEquals(model.subList((int) from - 1, end), found);
            long bytes = found.stream().mapToLong(Entry::sizeBytes).sum();
            assertTrue(found.size() == 1 || bytes <= maxBytes, "read " + bytes);
            boolean more = end < model.size() && bytes + model.get(end).sizeBytes() <= maxBytes;
            assertTrue(!more, "one more would have fitted");
        }

        private void reopen() throws IOException {
            open = null;
            TestStorage storage = TestStorage.open(disk, directory);
            open = storage;
            readableFrom = snapshot.lastIncludedIndex() + 1;
            assertEquals(hardState, storage.storage().hardState());
            assertEquals(snapshot, storage.log().snapshot());
            assertEquals(
                    model.subList((int) snapshot.lastIncludedIndex(), model.size()),
                    storage.entries());
        }

        void close() throws IOException {
            if (open != null) {
                open.close();
            }
            Files.delete(directory.resolve("lock"));
            Files.delete(directory);
        }
    }
}

package io.neurocache.raft.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.neurocache.raft.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The table in a file against one on the heap, through random writes, scans and views. */
class TreeTableProperties {
    /** One step. */
    sealed interface Step {
        record Put(String key, int length) implements Step {}

        record Remove(String key) implements Step {}

        record Scan(String prefix, String after, int limit) implements Step {}

        record View() implements Step {}

        record Clear() implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        // Few characters make shared prefixes; \u00e9 has a byte above 127, a long key few to a
        // page.
        Arbitrary<String> keys =
                Arbitraries.frequencyOf(
                        Tuple.of(
                                20,
                                Arbitraries.strings()
                                        .withChars('a', 'b', '\u00e9')
                                        .ofMinLength(1)
                                        .ofMaxLength(5)),
                        Tuple.of(1, Arbitraries.strings().withChars('a', 'b').ofLength(1024)));
        Arbitrary<String> parts =
                Arbitraries.strings().withChars('a', 'b', '\u00e9').ofMaxLength(3);
        Arbitrary<Integer> lengths =
                Arbitraries.frequencyOf(
                        Tuple.of(20, Arbitraries.integers().between(0, 300)),
                        Tuple.of(1, Arbitraries.integers().between(4000, 1 << 20)));
        return Arbitraries.<Step>frequencyOf(
                        Tuple.of(12, Combinators.combine(keys, lengths).as(Step.Put::new)),
                        Tuple.of(4, keys.map(Step.Remove::new)),
                        Tuple.of(
                                6,
                                Combinators.combine(
                                                parts, parts, Arbitraries.integers().between(1, 20))
                                        .as(Step.Scan::new)),
                        Tuple.of(1, Arbitraries.create(Step.View::new)),
                        Tuple.of(1, Arbitraries.create(Step.Clear::new)))
                .list()
                .ofMinSize(20)
                .ofMaxSize(150);
    }

    @Property(tries = 60)
    void theTableIsASortedMap(@ForAll("steps") List<Step> steps)
            throws IOException, InterruptedException, ExecutionException {
        Path file = Files.createTempDirectory("table").resolve("kv.tree");
        try (TreeTable table = TreeTable.create(file);
                ExecutorService reader = Executors.newSingleThreadExecutor()) {
            HeapTable model = new HeapTable();
            KvTable.View view = null;
            Future<List<KvEntry>> reading = null;
            List<KvEntry> expected = List.of();
            long index = 0;
            for (Step step : steps) {
                index++;
                switch (step) {
                    case Step.Put(String key, int length) -> {
                        KvEntry entry = entry(key, length, index);
                        table.put(entry);
                        model.put(entry);
                    }
                    case Step.Remove(String key) ->
                            assertEquals(
                                    model.remove(Bytes.utf8(key)), table.remove(Bytes.utf8(key)));
                    case Step.Scan scan -> assertEquals(page(model, scan), page(table, scan));
                    case Step.View() -> {
                        if (view != null) {
                            assertEquals(expected, reading.get());
                            view.close();
                        }
                        KvTable.View opened = table.view();
                        view = opened;
                        expected = page(model, new Step.Scan("", "", Integer.MAX_VALUE));
                        assertEquals(expected.size(), opened.size());
                        // Read on another thread while this one writes on.
                        reading = reader.submit(() -> all(opened));
                    }
                    case Step.Clear() -> {
                        // A state machine is cleared before it is used: no view is open then.
                        if (view == null) {
                            table.clear();
                            model.clear();
                        }
                    }
                }
                assertEquals(model.size(), table.size());
            }
            if (view != null) {
                assertEquals(expected, reading.get());
                view.close();
            }
            Step.Scan everything = new Step.Scan("", "", Integer.MAX_VALUE);
            assertEquals(page(model, everything), page(table, everything));
            for (KvEntry entry : page(model, everything)) {
                assertEquals(entry, table.get(entry.key()));
            }
        }
        assertFalse(Files.exists(file));
        Files.delete(file.getParent());
    }

    private static KvEntry entry(String key, int length, long index) {
        byte[] value = new byte[length];
        java.util.Arrays.fill(value, (byte) index);
        return new KvEntry(Bytes.utf8(key), Bytes.wrap(value), index);
    }

    private static List<KvEntry> page(KvTable table, Step.Scan scan) {
        List<KvEntry> page = new ArrayList<>();
        table.scan(
                Bytes.utf8(scan.prefix()),
                Bytes.utf8(scan.after()),
                entry -> {
                    page.add(entry);
                    return page.size() < scan.limit();
                });
        return page;
    }

    private static List<KvEntry> all(KvTable.View view) {
        List<KvEntry> all = new ArrayList<>();
        view.scan(all::add);
        return all;
    }
}

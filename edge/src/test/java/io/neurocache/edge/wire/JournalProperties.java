package io.neurocache.edge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The journal against a plain list, with readers that come and go at random. */
class JournalProperties {
    private static final int STEPS = 250;
    private static final JournalLimits TINY = new JournalLimits(4 << 10, 3);

    /** One that reads, and what it must be shown next. */
    private static final class Expecting {
        Journal.Place place;
        long next;

        Expecting(Journal.Place place) {
            this.place = place;
            this.next = place.id();
        }
    }

    /** A journal with what is known of it. */
    private static final class World {
        final Path directory;
        final SplittableRandom random;
        final List<Expecting> readers = new ArrayList<>();

        /** The numbers given out, with the texts; the first is at {@code first}. */
        final List<String> texts = new ArrayList<>();

        Journal journal;
        final long first;

        World(Path directory, long seed) throws IOException {
            this.directory = directory;
            this.random = new SplittableRandom(seed);
            this.journal = open();
            this.first = journal.oldest();
        }

        private Journal open() throws IOException {
            return Journal.open(directory, TINY, 5, _ -> true);
        }

        void step() throws IOException {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> append(1 + random.nextInt(8));
                case 4 -> journal.flush();
                case 5 -> join();
                case 6 -> reopen();
                default -> read();
            }
        }

        private void append(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                String text = "x".repeat(random.nextInt(400));
                Event event = new Event("alert", 5, 1, 0, "\"text\":\"" + text + "\"");
                long id = journal.append(event, () -> new Event("snapshot", 5, 1, 0, ""));
                while (first + texts.size() < id) {
                    texts.add("");
                }
                assertEquals(first + texts.size(), id, "a number was given twice or left out");
                texts.add(text);
            }
        }

        private void join() throws IOException {
            long size = journal.newest() + 2 - journal.oldest();
            readers.add(new Expecting(journal.place(journal.oldest() + random.nextLong(size))));
        }

        private void reopen() throws IOException {
            journal.close();
            journal = open();
            assertEquals(first + texts.size() - 1, journal.newest());
            for (Expecting reader : readers) {
                reader.place = journal.place(Math.max(reader.next, journal.oldest()));
                reader.next = reader.place.id();
            }
        }

        private void read() throws IOException {
            if (readers.isEmpty()) {
                return;
            }
            Expecting reader = readers.get(random.nextInt(readers.size()));
            if (journal.isBehind(reader.place)) {
                assertTrue(reader.next < journal.oldest(), "nothing it needs is gone");
                reader.place = journal.place(journal.oldest());
                reader.next = journal.oldest();
            }
            int most = random.nextInt(20);
            int[] shown = {0};
            journal.read(
                    reader.place,
                    1 + random.nextInt(5_000),
                    line -> {
                        if (shown[0]++ == most) {
                            return false;
                        }
                        check(reader, line);
                        return true;
                    });
            assertEquals(reader.next, reader.place.id());
        }

        private void check(Expecting reader, Line line) {
            assertEquals(reader.next, line.id(), "shown twice, left out or out of order");
            assertTrue(line.id() <= journal.newest(), "not written yet");
            String text = texts.get((int) (line.id() - first));
            assertTrue(line.text().contains(text), () -> "of another number: " + line.text());
            reader.next++;
        }

        /** Whoever reads to the end has everything. */
        void finish() throws IOException {
            journal.flush();
            for (Expecting reader : readers) {
                if (journal.isBehind(reader.place)) {
                    continue;
                }
                boolean hasMore = true;
                while (hasMore) {
                    hasMore =
                            journal.read(
                                    reader.place,
                                    3_000,
                                    line -> {
                                        check(reader, line);
                                        return true;
                                    });
                }
                assertEquals(journal.newest() + 1, reader.next);
            }
            journal.close();
        }
    }

    @Property(tries = 60)
    void everyReaderIsShownEachNumberOnceAndInOrder(@ForAll long seed) throws IOException {
        Path directory = Files.createTempDirectory("journal");
        try {
            World world = new World(directory, seed);
            for (int i = 0; i < STEPS; i++) {
                world.step();
            }
            world.finish();
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}

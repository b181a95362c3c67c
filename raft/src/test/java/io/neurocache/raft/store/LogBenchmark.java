package io.neurocache.raft.store;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.HardState;
import io.neurocache.raft.Payload;
import io.neurocache.raft.SnapshotMeta;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What does a sync cost with each way to ask for one, what does the writer make of it, and how long
 * does a log of 1 GiB take to open?
 *
 * <p>Run by hand, on a real disk: docs/benchmarks/2026-11-26-raft-log.md has the command.
 */
final class LogBenchmark {
    private static final int FILE_BYTES = 16 << 20;
    private static final int ROUNDS = 3;
    private static final long ROUND_NANOS = 2_000_000_000L;
    private static final int ENTRY_BYTES = 100;

    private LogBenchmark() {}

    /** Takes an empty directory on the disk to be measured, and the size of the log in MiB. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int logMebibytes = Integer.parseInt(arguments[1]);
        for (int round = 1; round <= ROUNDS; round++) {
            for (int bytes : new int[] {4096, 65_536}) {
                syncs("force(false)", round, bytes, directory, List.of(), true);
                syncs("DSYNC", round, bytes, directory, List.of(StandardOpenOption.DSYNC), false);
                syncs(
                        "DIRECT+DSYNC",
                        round,
                        bytes,
                        directory,
                        List.of(StandardOpenOption.DSYNC, direct()),
                        false);
            }
            for (int inFlight : new int[] {1, 100, 1000, 10_000}) {
                writer(round, inFlight, directory.resolve("writer-" + round + "-" + inFlight));
            }
        }
        recovery(directory.resolve("log"), logMebibytes);
    }

    /** By its name, for the compiler warns of the class without a way to say that it is meant. */
    private static OpenOption direct() throws ClassNotFoundException {
        Object[] options = Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants();
        return Arrays.stream(options)
                .map(OpenOption.class::cast)
                .filter(option -> option.toString().equals("DIRECT"))
                .findFirst()
                .orElseThrow();
    }

    private static void syncs(
            String name,
            int round,
            int bytes,
            Path directory,
            List<OpenOption> options,
            boolean force)
            throws IOException {
        Path file = directory.resolve("raw");
        List<OpenOption> all = new ArrayList<>(options);
        all.add(StandardOpenOption.WRITE);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            for (int at = 0; at < FILE_BYTES; at += 1 << 20) {
                channel.write(ByteBuffer.allocate(1 << 20), at);
            }
            channel.force(true);
        }
        ByteBuffer block = ByteBuffer.allocateDirect(2 * bytes + 4096).alignedSlice(4096);
        long[] times = new long[1 << 16];
        int count = 0;
        long end = System.nanoTime() + ROUND_NANOS;
        try (FileChannel channel = FileChannel.open(file, all.toArray(OpenOption[]::new))) {
            long before = System.nanoTime();
            while (before < end && count < times.length) {
                long at = (long) count * bytes % FILE_BYTES;
                channel.write(block.clear().limit(bytes), at);
                if (force) {
                    channel.force(false);
                }
                long now = System.nanoTime();
                times[count++] = now - before;
                before = now;
            }
        }
        Files.delete(file);
        long[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        print(
                String.format(
                        Locale.ROOT,
                        "round %d, %5d B, %-12s: %5.0f syncs/s, p50 %.2f ms, p90 %.2f ms, p99 %.2f"
                                + " ms",
                        round,
                        bytes,
                        name,
                        count / (Arrays.stream(sorted).sum() / 1e9),
                        sorted[count / 2] / 1e6,
                        sorted[count * 9 / 10] / 1e6,
                        sorted[count * 99 / 100] / 1e6));
    }

    /** Counts reports, and lets as many entries be handed over again as were reported. */
    private static final class Window implements StorageListener {
        private final Semaphore free;
        private final AtomicLong persisted = new AtomicLong();
        private final AtomicLong batches = new AtomicLong();

        Window(int size) {
            this.free = new Semaphore(size);
        }

        @Override
        public void persisted(long ticket) {
            free.release((int) (ticket - persisted.getAndSet(ticket)));
            batches.incrementAndGet();
        }

        @Override
        public void restored(SnapshotMeta snapshot) {
            throw new IllegalStateException("nothing is restored here");
        }

        @Override
        public void statusChanged(StorageStatus status) {
            if (!(status instanceof StorageStatus.Closed)) {
                print("status " + status);
            }
        }
    }

    /** One entry in each write, so many of them in flight. */
    private static void writer(int round, int inFlight, Path directory) throws Exception {
        Window window = new Window(inFlight);
        StorageConfig config = StorageConfig.of(1);
        try (RaftStorage storage = RaftStorage.open(directory, config, window, System::nanoTime)) {
            Bytes bytes = Bytes.wrap(new byte[ENTRY_BYTES]);
            HardState hardState = storage.hardState();
            long start = System.nanoTime();
            long end = start + ROUND_NANOS;
            long index = 0;
            while (System.nanoTime() < end) {
                window.free.acquire();
                index++;
                Entry entry = new Entry(1, index, new Payload.Command(bytes));
                storage.persist(new Effect.Persist(index, hardState, List.of(entry)));
                if (index % 64 == 0) {
                    storage.settle(window.persisted.get());
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            print(
                    String.format(
                            Locale.ROOT,
                            "round %d, writer, %5d in flight: %7.0f appends/s, %5.0f syncs/s,"
                                    + " %.1f entries a sync",
                            round,
                            inFlight,
                            window.persisted.get() / seconds,
                            window.batches.get() / seconds,
                            (double) window.persisted.get() / window.batches.get()));
        }
        delete(directory);
    }

    private static void recovery(Path directory, int mebibytes) throws Exception {
        Window window = new Window(1);
        long entries = ((long) mebibytes << 20) / LogRecord.sizeBytes(ENTRY_BYTES);
        try (RaftStorage storage =
                RaftStorage.open(directory, StorageConfig.of(1), window, System::nanoTime)) {
            Bytes bytes = Bytes.wrap(new byte[ENTRY_BYTES]);
            long index = 0;
            for (long ticket = 1; index < entries; ticket++) {
                List<Entry> batch = new ArrayList<>();
                for (int i = 0; i < 8000 && index < entries; i++) {
                    index++;
                    batch.add(new Entry(1, index, new Payload.Command(bytes)));
                }
                window.free.acquire();
                storage.persist(new Effect.Persist(ticket, storage.hardState(), batch));
            }
        }
        for (int round = 1; round <= ROUNDS; round++) {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long cpuStart = threads.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            try (RaftStorage storage =
                    RaftStorage.open(directory, StorageConfig.of(1), window, System::nanoTime)) {
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                Duration cpu = Duration.ofNanos(threads.getCurrentThreadCpuTime() - cpuStart);
                print(
                        String.format(
                                Locale.ROOT,
                                "round %d, recovery of %d entries in %d MiB: %d ms, %d ms of CPU",
                                round,
                                storage.log().lastIndex(),
                                mebibytes,
                                took.toMillis(),
                                cpu.toMillis()));
            }
        }
        delete(directory);
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    // A benchmark's output is its standard output.
    @SuppressWarnings("SystemOut")
    private static void print(String line) {
        System.out.println(line);
    }
}

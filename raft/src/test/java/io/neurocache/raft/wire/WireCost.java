package io.neurocache.raft.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Message;
import io.neurocache.raft.Payload;
import io.neurocache.raft.SnapshotMeta;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What does a frame cost to read and to write, on the fast path and on the general one? By hand,
 * all kinds in turn in one run; the least of the rounds counts, as other work only adds.
 *
 * <pre>java -cp raft/target/test-classes:raft/target/classes:... io.neurocache.raft.wire.WireCost
 * </pre>
 */
final class WireCost {
    private static final int ROUNDS = 12;
    private static final long ROUND_BYTES = 24L << 20;
    private static final int ENTRIES = 100;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** One thing to measure; gives a number that depends on its work. */
    @FunctionalInterface
    private interface Work {
        int run() throws IOException;
    }

    private static final class Figures {
        private double nanos = Double.MAX_VALUE;
        private double bytes = Double.MAX_VALUE;
    }

    private WireCost() {}

    /** Prints a table. */
    public static void main(String[] args) throws IOException {
        Map<String, Work> works = new LinkedHashMap<>();
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (int value : new int[] {3, 100, 1000, 100_000}) {
            putFrame(works, sizes, value);
        }
        appendFrame(works, sizes);
        snapshotFrame(works, sizes);
        measure(works, sizes);
    }

    private static void putFrame(
            Map<String, Work> works, Map<String, Integer> sizes, int valueBytes) {
        Request.Put put =
                new Request.Put(
                        123_456,
                        Bytes.utf8("key-0000012345"),
                        Bytes.utf8("v".repeat(valueBytes)),
                        new Session("client-17", 4711));
        byte[] frame = WireText.text(put).getBytes(UTF_8);
        FlatRequests flat = new FlatRequests();
        ByteSink sink = new ByteSink();
        String name = "put of " + frame.length + " B, ";
        works.put(name + "flat", () -> flat.read(frame, 0, frame.length) == null ? 0 : 1);
        works.put(name + "Jackson", () -> (int) JacksonRequests.read(frame, 0, frame.length).id());
        works.put(
                name + "written",
                () -> {
                    sink.reset();
                    RequestWriter.write(put, sink);
                    return sink.length();
                });
        Reply found = new Reply.Found(1, put.value(), 17);
        works.put(
                name + "answer to get written",
                () -> {
                    sink.reset();
                    ReplyWriter.write(found, sink);
                    return sink.length();
                });
        works.keySet().forEach(key -> sizes.putIfAbsent(key, frame.length));
    }

    private static void appendFrame(Map<String, Work> works, Map<String, Integer> sizes) {
        String command =
                "{\"id\":1,\"op\":\"put\",\"key\":\"key-0000012345\",\"value\":\""
                        + "v".repeat(100)
                        + "\"}";
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= ENTRIES; i++) {
            entries.add(new Entry(3, i, new Payload.Command(Bytes.utf8(command))));
        }
        peerFrame(
                works,
                sizes,
                "AppendEntries of " + ENTRIES + " entries of " + command.length() + " B, ",
                new Message.AppendEntries(1, 2, 3, 0, 0, entries, 0, 1));
    }

    private static void snapshotFrame(Map<String, Work> works, Map<String, Integer> sizes) {
        Bytes data = Bytes.wrap(new byte[256 << 10]);
        peerFrame(
                works,
                sizes,
                "InstallSnapshot of 256 KiB, ",
                new Message.InstallSnapshot(1, 2, 3, SnapshotMeta.NONE, 0, data, false, 1));
    }

    private static void peerFrame(
            Map<String, Work> works, Map<String, Integer> sizes, String name, Message message) {
        PeerFrame rpc = new PeerFrame.Rpc(message);
        byte[] frame = WireText.text(rpc).getBytes(UTF_8);
        ByteSink sink = new ByteSink();
        works.put(
                name + "read",
                () -> PeerReader.read(frame, 0, frame.length) instanceof PeerFrame.Rpc ? 1 : 0);
        works.put(
                name + "written",
                () -> {
                    sink.reset();
                    PeerWriter.write(rpc, sink);
                    return sink.length();
                });
        works.keySet().forEach(key -> sizes.putIfAbsent(key, frame.length));
    }

    private static void measure(Map<String, Work> works, Map<String, Integer> sizes)
            throws IOException {
        Map<String, Figures> figures = new LinkedHashMap<>();
        long sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (Map.Entry<String, Work> work : works.entrySet()) {
                int size = sizes.getOrDefault(work.getKey(), 1);
                int times = Math.clamp(ROUND_BYTES / size, 50, 50_000);
                long bytes = THREADS.getCurrentThreadAllocatedBytes();
                long nanos = THREADS.getCurrentThreadCpuTime();
                for (int i = 0; i < times; i++) {
                    sum += work.getValue().run();
                }
                double perRun = (double) (THREADS.getCurrentThreadCpuTime() - nanos) / times;
                double allocated =
                        (double) (THREADS.getCurrentThreadAllocatedBytes() - bytes) / times;
                Figures least = figures.computeIfAbsent(work.getKey(), _ -> new Figures());
                least.nanos = Math.min(least.nanos, perRun);
                least.bytes = Math.min(least.bytes, allocated);
            }
        }
        System.out.println("| what | CPU ns | bytes allocated |\n|---|---|---|");
        figures.forEach((name, least) ->
                System.out.printf(
                        Locale.ROOT, "| %s | %.0f | %.0f |%n", name, least.nanos, least.bytes));
        System.out.println("(" + sum + ")");
    }
}

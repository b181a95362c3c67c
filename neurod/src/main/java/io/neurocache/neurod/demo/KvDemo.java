package io.neurocache.neurod.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Writes keys through the Raft port while nodes come and go, and reads them back:
 *
 * <pre>
 * KvDemo write  NODES FILE SECONDS   one key after another; those acknowledged are noted in FILE
 * KvDemo verify NODES FILE           reads every key of FILE; exit code 1 if one is lost
 * </pre>
 *
 * NODES is a list such as 127.0.0.1:7000,127.0.0.1:7001. Confined to the main thread.
 */
public final class KvDemo {
    private KvDemo() {}

    /** Runs the program. */
    public static void main(String[] args) throws IOException {
        if (args.length == 4 && args[0].equals("write")) {
            Duration time = Duration.ofSeconds(Long.parseLong(args[3]));
            System.out.println(write(args[1], Path.of(args[2]), time));
        } else if (args.length == 3 && args[0].equals("verify")) {
            int lost = verify(args[1], Files.readAllLines(Path.of(args[2])));
            System.exit(lost == 0 ? 0 : 1);
        } else {
            System.err.println("usage: KvDemo write NODES FILE SECONDS | verify NODES FILE");
            System.exit(2);
        }
    }

    /** Writes for so long; says how many were acknowledged and how long the longest wait was. */
    private static String write(String nodes, Path file, Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        long last = System.nanoTime();
        long longest = 0;
        int written = 0;
        try (KvClient client = new KvClient(nodes);
                BufferedWriter acknowledged = Files.newBufferedWriter(file)) {
            while (last - end < 0) {
                String key = "demo/" + (written + 1);
                String value = "value-" + (written + 1);
                client.put(key, value);
                acknowledged.write(key + " " + value + "\n");
                acknowledged.flush();
                written++;
                long now = System.nanoTime();
                longest = Math.max(longest, now - last);
                last = now;
            }
        }
        return written
                + " writes acknowledged, the longest wait was "
                + longest / 1_000_000
                + " ms";
    }

    /** Reads what was acknowledged; says how much of it is there and returns how much is not. */
    private static int verify(String nodes, List<String> acknowledged) throws IOException {
        int lost = 0;
        try (KvClient client = new KvClient(nodes)) {
            for (String line : acknowledged) {
                String[] keyAndValue = line.split(" ", 2);
                String found = client.get(keyAndValue[0]);
                if (!keyAndValue[1].equals(found)) {
                    System.out.println(keyAndValue[0] + " is lost: " + found);
                    lost++;
                }
            }
        }
        System.out.println(
                acknowledged.size() - lost + " of " + acknowledged.size() + " are there");
        return lost;
    }
}

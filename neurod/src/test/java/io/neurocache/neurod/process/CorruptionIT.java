package io.neurocache.neurod.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.testing.FakeOrigin;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that change in the slab's file while no node has it open. */
class CorruptionIT {
    private static final int WINDOW = 24;
    private static final int FLIPS = 400;
    private static final int ROUNDS = 2;
    private static final int[] LENGTHS = {200, 5_000, 70_000, 290_000};

    @TempDir Path folder;

    /** A place in an object: its key, or a byte of its body. */
    private record Wound(int length, double at) {
        String key() {
            return "wound-" + length + "-" + (int) (at * 100) + "-end";
        }

        byte[] body() {
            return Bytes.of(key().hashCode(), length);
        }

        /** Bytes that stand where the wound is to be, and nowhere else by chance. */
        byte[] surroundings() {
            if (at < 0) {
                return key().getBytes(StandardCharsets.US_ASCII);
            }
            int start = (int) ((length - WINDOW) * at);
            return Arrays.copyOfRange(body(), start, start + WINDOW);
        }
    }

    private static List<Wound> wounds() {
        List<Wound> wounds = new ArrayList<>();
        for (int length : LENGTHS) {
            for (double at : new double[] {-1, 0, 0.37, 1}) {
                wounds.add(new Wound(length, at));
            }
        }
        return wounds;
    }

    @Test
    void aFlippedByteMakesAMissAndNeverAWrongByte() throws Exception {
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("anew"))) {
            String origins = originsForHalf(origin);
            fill();
            int flipped = 0;
            try (FileChannel slab = open()) {
                byte[] all = read(slab);
                for (Wound wound : wounds()) {
                    flipped += flipEach(slab, all, wound.surroundings());
                }
            }
            try (NeurodProcess node = start("--origins", origins)) {
                for (Wound wound : wounds()) {
                    expectAMiss(node, wound);
                }
                assertArrayEquals(
                        new Wound(70_000, 0.5).body(), node.get("/cache/untouched").body());
                long noticed = node.metric("corrupted");
                System.out.printf(
                        "%d bytes flipped in %d objects, %d found by checksum%n",
                        flipped, wounds().size(), noticed);
                assertTrue(noticed >= wounds().size() * 3 / 4, "found: " + noticed);
            }
            assertEquals(wounds().size() / 2, origin.requests().size());
        }
    }

    private void fill() throws Exception {
        try (NeurodProcess node = start()) {
            for (Wound wound : wounds()) {
                assertEquals(2, node.put(path(wound), wound.body()).statusCode() / 100);
            }
            node.put("/cache/untouched", new Wound(70_000, 0.5).body());
            assertEquals(0, node.stop());
        }
    }

    /** The small ones have an origin, the large ones have none. */
    private static String path(Wound wound) {
        return "/cache/" + (wound.length() < 50_000 ? "kept/" : "alone/") + wound.key();
    }

    private String originsForHalf(FakeOrigin origin) throws IOException {
        Path file = NeurodProcess.origins(folder, origin.address());
        String text = Files.readString(file).replace("\"**\"", "\"kept/**\"");
        return Files.writeString(file, text).toString();
    }

    private static void expectAMiss(NeurodProcess node, Wound wound) throws Exception {
        HttpResponse<byte[]> answer = node.get(path(wound));
        if (wound.length() < 50_000) {
            assertEquals("anew", new String(answer.body(), StandardCharsets.US_ASCII), path(wound));
        } else {
            assertEquals(404, answer.statusCode(), path(wound));
        }
    }

    @Test
    void flipsAnywhereInTheFileNeverMakeAWrongByte() throws Exception {
        SplittableRandom random = new SplittableRandom(20_251);
        for (int round = 0; round < ROUNDS; round++) {
            fill();
            // The first 16 bytes say that it is a slab at all; others are not opened.
            long start = round == ROUNDS - 1 ? 16 : 4096;
            try (FileChannel slab = open()) {
                for (int i = 0; i < FLIPS; i++) {
                    // Half of them where the superblock, the tables and the index are.
                    long end = i % 2 == 0 ? slab.size() / 32 : slab.size();
                    flip(slab, random.nextLong(start, end));
                }
            }
            try (NeurodProcess node = start()) {
                int whole = 0;
                for (Wound wound : wounds()) {
                    HttpResponse<byte[]> answer = node.get(path(wound));
                    if (answer.statusCode() == 200) {
                        assertArrayEquals(wound.body(), answer.body(), path(wound));
                        whole++;
                    } else {
                        assertEquals(404, answer.statusCode(), path(wound));
                    }
                }
                assertEquals(201, node.put("/cache/new-" + round, new byte[1000]).statusCode());
                assertEquals(1000, node.get("/cache/new-" + round).body().length);
                System.out.printf(
                        "round %d of %d flips: %d of %d objects are whole; %s%n",
                        round,
                        FLIPS,
                        whole,
                        wounds().size(),
                        node.log().lines().filter(line -> line.contains(" NodeService ")).toList());
                assertEquals(0, node.stop());
            }
        }
    }

    private NeurodProcess start(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("--slab-size", "16m"));
        all.addAll(List.of(options));
        return NeurodProcess.start(folder.resolve("data"), all.toArray(String[]::new));
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(
                folder.resolve("data/slab/slab.dat"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    private static byte[] read(FileChannel slab) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) slab.size());
        while (all.hasRemaining() && slab.read(all) >= 0) {}
        return all.array();
    }

    /** Flips a byte in every copy: slots that were given back may hold older ones. */
    private static int flipEach(FileChannel slab, byte[] all, byte[] wanted) throws IOException {
        int flipped = 0;
        String text = new String(all, StandardCharsets.ISO_8859_1);
        String piece = new String(wanted, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) {
            flip(slab, at + (long) wanted.length / 2);
            flipped++;
        }
        assertTrue(flipped > 0, "not in the file");
        return flipped;
    }

    private static void flip(FileChannel slab, long at) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        assertEquals(1, slab.read(one, at));
        one.put(0, (byte) (one.get(0) ^ 0x10));
        slab.write(one.rewind(), at);
    }
}

package io.neurocache.predict.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.eviction.Objective;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replay from file to report. */
class ReplayTest {
    @TempDir private Path dir;
    private Path file = Path.of("");
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void writeTrace() throws IOException {
        file = dir.resolve("a \"day\", short.csv");
        StringBuilder text = new StringBuilder("time,client,key,size\n");
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 3_000; i++) {
            int key = (int) (200 * Math.pow(random.nextDouble(), 3));
            text.append(i).append(",,k").append(key).append(',').append(1 + key % 90).append('\n');
        }
        Files.writeString(file, text);
    }

    @Test
    void csvHasARowForEachPolicyAndSize() {
        List<String> lines = run("lru,belady", ReplayOutput.CSV).lines().toList();
        assertEquals(
                "trace,policy,fraction,capacity,object_hit,byte_hit,ns_per_request",
                lines.getFirst());
        assertEquals(5, lines.size());
        assertTrue(lines.get(1).startsWith("\"a \"\"day\"\", short\",lru,0.05,"), lines.get(1));
    }

    @Test
    void jsonNamesTheSameColumns() {
        String json = run("lru", ReplayOutput.JSON);
        assertTrue(
                json.startsWith(
                        "[\n  {\"trace\":\"a \\\"day\\\", short\",\"policy\":\"lru\","
                                + "\"fraction\":0.05,\"capacity\":"),
                json);
        assertTrue(json.endsWith("}\n]\n"), json);
    }

    @Test
    void theSameSeedGivesTheSameHits() {
        assertEquals(
                withoutTimes(run("all", ReplayOutput.CSV)),
                withoutTimes(run("all", ReplayOutput.CSV)));
    }

    @Test
    void nobodyBeatsBelady() {
        List<String[]> cells =
                run("all", ReplayOutput.CSV)
                        .lines()
                        .skip(1)
                        .map(line -> line.substring(line.lastIndexOf("short\"") + 7).split(",", -1))
                        .toList();
        for (String[] cell : cells) {
            double best = hits(cells, "belady", cell[1]);
            double hit = hits(cells, cell[0], cell[1]);
            assertTrue(hit <= best, cell[0] + " hits " + hit + ", Belady " + best);
        }
    }

    @Test
    void thePlotHasALineForEachOnlinePolicy() throws IOException {
        Path plot = dir.resolve("regret.svg");
        assertEquals(
                Replay.OK,
                Replay.run(
                        options("lru,fifo,belady", ReplayOutput.TABLE, Optional.of(plot)),
                        new PrintStream(new ByteArrayOutputStream()),
                        new PrintStream(err)));
        String svg = Files.readString(plot);
        assertEquals(4, svg.split("<polyline", -1).length - 1);
        assertTrue(svg.endsWith("</svg>\n"));
    }

    @Test
    void aMissingFileIsToldAndFails() throws IOException {
        Files.delete(file);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(
                Replay.FAILED,
                Replay.run(
                        options("lru", ReplayOutput.CSV, Optional.empty()),
                        new PrintStream(out),
                        new PrintStream(err)));
        assertEquals(0, out.size());
        assertTrue(err.toString(StandardCharsets.UTF_8).contains(file.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "0%", "101%", "x", "1q", "%", "99999999999t"})
    void whatIsNoSizeIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> CacheSize.parse(text));
    }

    @Test
    void sizesAreSharesOrBytes() {
        assertEquals(new CacheSize.Share(0.001), CacheSize.parse("0.1%"));
        assertEquals(new CacheSize.Bytes(3L << 30), CacheSize.parse("3G"));
        assertEquals(new CacheSize.Bytes(17), CacheSize.parse(" 17 "));
    }

    @Test
    void anUnknownPolicyIsRefusedWithTheKnownOnes() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Contender.parse("lru,best"));
        assertTrue(e.toString().contains("\"best\": expected all, or some of lru, "), e.toString());
    }

    private static double hits(List<String[]> cells, String policy, String fraction) {
        return cells.stream()
                .filter(cell -> cell[0].equals(policy) && cell[1].equals(fraction))
                .mapToDouble(cell -> Double.parseDouble(cell[3]))
                .findFirst()
                .orElseThrow();
    }

    /** Without Caffeine, which draws from a generator of its own, and without times. */
    private static List<String> withoutTimes(String csv) {
        return csv.lines()
                .filter(line -> !line.contains(",caffeine,"))
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
    }

    private String run(String policies, ReplayOutput output) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(
                Replay.OK,
                Replay.run(
                        options(policies, output, Optional.empty()),
                        new PrintStream(out),
                        new PrintStream(err)),
                err.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private ReplayOptions options(String policies, ReplayOutput output, Optional<Path> plot) {
        return new ReplayOptions(
                List.of(file),
                List.of(),
                List.of(CacheSize.parse("5%"), CacheSize.parse("20%")),
                Contender.parse(policies),
                Objective.OBJECTS,
                1,
                output,
                plot);
    }
}

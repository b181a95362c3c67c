package io.neurocache.neurod.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayCommandTest {
    @TempDir Path folder = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path trace = Path.of("");

    /** Keys a to d in turn, ten times: LRU of three hits nothing, of four all but the first. */
    @BeforeEach
    void write() throws IOException {
        StringBuilder csv = new StringBuilder("time,client,key,size\n");
        for (int i = 0; i < 40; i++) {
            csv.append(i).append(",1,").append("abcd".charAt(i % 4)).append(",100\n");
        }
        trace = Files.writeString(folder.resolve("trace.csv"), csv);
    }

    private int run(String... args) {
        return ReplayCommand.run(
                Arrays.asList(args),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }

    @Test
    void theReportIsOnStdoutAndWhatIsGoingOnIsNot() {
        int code =
                run(
                        trace.toString(),
                        "--sizes",
                        "300,100%",
                        "--policies",
                        "lru,belady",
                        "-o",
                        "csv");
        assertEquals(0, code, err.toString(UTF_8));
        List<String> lines =
                out.toString(UTF_8).lines().map(line -> line.replaceFirst(",[^,]*$", "")).toList();
        assertEquals(
                List.of(
                        "trace,policy,fraction,capacity,object_hit,byte_hit",
                        "trace,lru,0.75,300,0.000000,0.000000",
                        "trace,belady,0.75,300,0.675000,0.675000",
                        "trace,lru,1,400,0.900000,0.900000",
                        "trace,belady,1,400,0.900000,0.900000"),
                lines);
        assertTrue(err.toString(UTF_8).contains("40 requests"), err.toString(UTF_8));
    }

    @Test
    void madeUpTracesNeedNoFile() {
        assertEquals(
                0,
                run(
                        "--synthetic",
                        "tight-loops,size-flips",
                        "--sizes",
                        "100",
                        "--policies",
                        "lru",
                        "-o",
                        "csv"),
                err.toString(UTF_8));
        List<String> lines = out.toString(UTF_8).lines().toList();
        assertTrue(lines.get(1).startsWith("tight-loops,lru,"), lines.toString());
        assertTrue(lines.get(2).startsWith("size-flips,lru,"), lines.toString());
    }

    @Test
    void theNextObjectIsForetoldOnRequest() {
        assertEquals(0, run(trace.toString(), "--predict", "-o", "csv"), err.toString(UTF_8));
        List<String> lines = out.toString(UTF_8).lines().toList();
        assertEquals("trace,model,steps,top1,top5,answered", lines.getFirst());
        // Of 39 steps the first four have no precedent.
        assertTrue(lines.get(1).matches("trace,markov-1,39,0\\.8974,.*"), lines.get(1));
        assertTrue(
                lines.contains(
                        "trace,scenario,rule,object_hit,precision,origin_bytes,origin_requests,late"),
                lines.toString());
    }

    @Test
    void aPlotIsWritten() throws IOException {
        Path plot = folder.resolve("regret.svg");
        assertEquals(
                0,
                run(
                        trace.toString(),
                        "--sizes",
                        "300",
                        "--policies",
                        "lru,sieve",
                        "--plot",
                        plot.toString()));
        assertTrue(Files.readString(plot).startsWith("<svg"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--sizes|many|is no cache size",
                "--policies|best|unknown policy",
                "--objective|money|--objective is one of objects, bytes, not",
                "--seed|x|--seed is a whole number",
                "--synthetic|storms|unknown load",
                "--output|xml|--output is one of table, csv, json, not",
                "--what|x|Unknown option",
            })
    void wrongUsageIsSaidInTwoLines(String option, String value, String words) {
        assertEquals(2, run(trace.toString(), option, value));
        String said = err.toString(UTF_8);
        assertTrue(said.startsWith("error: ") && said.contains(words), said);
        assertTrue(said.contains("\nhint: "), said);
    }

    @Test
    void aTraceIsNeededAndMustBeThere() {
        assertEquals(2, run());
        assertEquals(1, run(folder.resolve("none.csv").toString()));
        assertTrue(err.toString(UTF_8).contains("none.csv"), err.toString(UTF_8));
    }

    @Test
    void helpIsOnStdout() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString(UTF_8).contains("neurod replay FILE... [OPTION...]"));
    }

    @Test
    void aModelThatIsNoneIsSaid() {
        assertEquals(
                1, run(trace.toString(), "--predict", "--gpt", trace.toString()), "not a model");
        assertTrue(err.toString(UTF_8).contains("replay: not a model: "), err.toString(UTF_8));
        String missing = folder.resolve("none.model").toString();
        assertEquals(1, run(trace.toString(), "--predict", "--gpt", missing), "no such file");
        assertEquals("", out.toString(UTF_8));
    }
}

package io.neurocache.learner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.neurocache.predict.gpt.GptModel;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.model.ValueTablesFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerMainTest {
    @TempDir Path folder = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final BlockingQueue<Integer> ended = new LinkedBlockingQueue<>();

    private int run(String... args) {
        return LearnerMain.run(
                List.of(args),
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                ended::add);
    }

    private Path trace(int requests) throws IOException {
        StringBuilder csv = new StringBuilder("time,client,key,size\n");
        for (int i = 0; i < requests; i++) {
            csv.append(i).append(',').append(i / 6 % 40).append(",/k").append(i % 6).append(",1\n");
        }
        return Files.writeString(folder.resolve("trace.csv"), csv);
    }

    @Test
    void aModelIsWrittenAndOneLineSaysSo() throws IOException {
        assumeTrue(Torch.isAvailable(), Torch.absence());
        Path model = folder.resolve("next.model");
        int code =
                run(
                        "--trace",
                        trace(1_200).toString(),
                        "--out",
                        model.toString(),
                        "--steps",
                        "20",
                        "--dim",
                        "16",
                        "--heads",
                        "2",
                        "--layers",
                        "1");
        assertEquals(LearnerMain.OK, code, err.toString(UTF_8));
        assertEquals(1, out.toString(UTF_8).lines().count());
        assertTrue(
                out.toString(UTF_8).contains("\"steps\":20,\"rejected\":0"), out.toString(UTF_8));
        try (GptModel loaded = GptModel.load(ModelFile.read(model))) {
            assertEquals(6, loaded.shape().slots());
        }
        assertTrue(ended.isEmpty(), "nobody ended it");
    }

    @Test
    void theModelIsJudgedByWhatItHasNotSeen() throws IOException {
        assumeTrue(Torch.isAvailable(), Torch.absence());
        int code =
                run(
                        "--trace",
                        trace(40_000).toString(),
                        "--until",
                        "0.4",
                        "--judge",
                        "--out",
                        folder.resolve("next.model").toString(),
                        "--steps",
                        "20",
                        "--dim",
                        "16",
                        "--heads",
                        "2",
                        "--layers",
                        "1");
        assertEquals(LearnerMain.OK, code, err.toString(UTF_8));
        String said = out.toString(UTF_8);
        assertTrue(said.contains("\"pays\":false,\"judged_steps\":24000"), said);
        String few = trace(30_000).toString();
        String[] tooFew = {"--trace", few, "--until", "0.5", "--judge", "--out", few + ".model"};
        assertEquals(LearnerMain.TOO_FEW, run(tooFew));
        assertFalse(Files.exists(Path.of(few + ".model")), "none was trained");
    }

    @Test
    void withAParentItEndsWhenItsInputDoes() throws Exception {
        int code =
                run(
                        "--trace",
                        folder.resolve("none.csv").toString(),
                        "--out",
                        folder.resolve("x").toString(),
                        "--with-parent");
        assertEquals(LearnerMain.FAILED, code);
        assertEquals(LearnerMain.ORPHANED, ended.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void whatCannotBeReadOrLearntIsSaid() throws IOException {
        Path model = folder.resolve("next.model");
        String missing = folder.resolve("none.csv").toString();
        assertEquals(LearnerMain.FAILED, run("--trace", missing, "--out", model.toString()));
        assertTrue(err.toString(UTF_8).contains("none.csv"), err.toString(UTF_8));
        assumeTrue(Torch.isAvailable(), Torch.absence());
        String tiny = trace(1).toString();
        assertEquals(LearnerMain.FAILED, run("--trace", tiny, "--out", model.toString()));
        assertEquals("", out.toString(UTF_8));
        assertFalse(Files.exists(model), "nothing is written");
    }

    @Test
    void tablesAreTunedWithoutTorch() throws IOException {
        Path tables = folder.resolve("values");
        String trace = trace(1_200).toString();
        int code =
                run(
                        "--trace",
                        trace,
                        "--tables",
                        tables.toString(),
                        "--size",
                        "3",
                        "--rounds",
                        "2");
        assertEquals(LearnerMain.OK, code, err.toString(UTF_8));
        assertTrue(out.toString(UTF_8).contains("\"rounds\":2,"), out.toString(UTF_8));
        assertEquals(1_200, ValueTablesFile.read(tables).requests());
        out.reset();
        String few = trace(50).toString();
        String[] args = {"--trace", few, "--tables", tables.toString(), "--size", "3"};
        assertEquals(LearnerMain.FAILED, run(args));
        assertTrue(err.toString(UTF_8).contains("too few requests"), err.toString(UTF_8));
        assertEquals("", out.toString(UTF_8));
    }

    @Test
    void wrongUsageIsExplained() {
        String[][] wrong = {
            {},
            {"--trace", "a"},
            {"--out", "b"},
            {"--trace", "a", "--record", "c", "--out", "b"},
            {"--trace", "a", "--out", "b", "--steps", "many"},
            {"--trace", "a", "--out", "b", "--steps", "0"},
            {"--trace", "a", "--out", "b", "--dropout", "1"},
            {"--trace", "a", "--out", "b", "--until", "2"},
            {"--trace", "a", "--out", "b", "--judge"},
            {"--trace", "a", "--trace", "c", "--out", "b", "--until", "0.5", "--judge"},
            {"--trace", "a", "--out", "b", "--tables", "c", "--size", "1%"},
            {"--trace", "a", "--tables", "c"},
            {"--trace", "a", "--tables", "c", "--size", "1%", "--rounds", "-1"},
            {"--trace", "a", "--tables", "c", "--size", "1%", "--until", "0"},
            {"--trace", "a", "b", "--tables", "c", "--size", "1%"},
            {"--trace", "a", "--tables", "c", "--size", "1%", "--by", "magic"},
            {"--record", "a", "--tables", "c", "--size", "1%"},
            {"--trace", "a", "--out", "b", "--nonsense"}
        };
        for (String[] args : wrong) {
            err.reset();
            assertEquals(LearnerMain.WRONG_USAGE, run(args), String.join(" ", args));
            assertTrue(err.toString(UTF_8).startsWith("error: "), err.toString(UTF_8));
        }
        assertEquals("", out.toString(UTF_8));
    }

    @Test
    void helpIsOnTheOutput() {
        assertEquals(LearnerMain.OK, run("--help"));
        assertTrue(out.toString(UTF_8).contains("neurod learn --trace FILE..."));
        assertEquals("", err.toString(UTF_8));
    }
}

package io.neurocache.neurod;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.Limit;
import io.neurocache.neurod.config.Option;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NeurodTest {
    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        ServiceStarter starter =
                (_, _, _, _) -> {
                    throw new StartException("nothing to start", "this is a test");
                };
        Neurod neurod =
                new Neurod(
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        starter);
        return neurod.run(List.of(args), Map.of("HOME", directory.toString()));
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void helpNamesEveryOption(Option option) {
        assertEquals(0, run("--help"));

        assertTrue(out().contains(option.flag() + "=" + option.valueName()), out());
        assertEquals("", err());
    }

    @Test
    void helpBeginsWithExamplesAndFitsAScreen() {
        run("-h");
        List<String> lines = out().lines().toList();

        assertEquals("Usage: neurod [OPTION...]", lines.getFirst());
        assertTrue(out().indexOf("Examples:") < out().indexOf("--id"), out());
        assertTrue(lines.stream().allMatch(line -> line.length() <= 100), out());
        assertTrue(lines.size() <= 70, out());
    }

    @Test
    void theVersionIsPrinted() {
        assertEquals(0, run("--version"));
        assertTrue(out().startsWith("neurod "), out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--orgins|unknown option \"--orgins\" (did you mean \"--origins\"?)",
                "--zzzzzzzzzzzz|unknown option \"--zzzzzzzzzzzz\"",
                "start|unexpected word \"start\"",
                "--id|Missing required parameter for option '--id' (N)",
            })
    void aWrongCommandLineIsExplained(String argument, String message) {
        assertEquals(2, run(argument));

        assertEquals("error: " + message + "\nhint: neurod --help lists the options\n", err());
        assertEquals("", out());
    }

    @Test
    void anOptionGivenTwiceIsRefused() {
        assertEquals(2, run("--id", "1", "--id", "2"));
        assertTrue(err().startsWith("error: --id is given 2 times\n"), err());
    }

    @Test
    void everyFaultOfTheConfigurationIsPrinted() throws Exception {
        Path origins = Files.writeString(directory.resolve("origins.yaml"), "a: 1\nb: 2\n");
        assertEquals(2, run("--origins", origins.toString(), "--slab-size", "x", "--check-config"));

        List<String> lines = err().lines().toList();
        assertEquals(5, lines.size(), err());
        assertEquals(
                "error: " + origins + ":1:1: unknown key \"a\"; accepted: origins",
                lines.getFirst());
        assertTrue(lines.getLast().startsWith("hint: "), err());
        assertEquals("", out());
    }

    @Test
    void aGoodConfigurationIsSaidToBeGoodAndNothingIsTouched() {
        assertEquals(0, run("--check-config", "--limit", "max-uri=4k,max-streams=7", "--id=3"));

        assertTrue(out().startsWith("configuration is good: id=3 "), out());
        assertTrue(out().contains("max-uri=4KiB") && out().contains("max-streams=7"), out());
        assertEquals("", err());
        assertFalse(Files.exists(directory.resolve(".local")));
    }

    @Test
    void checkingReadsTheCertificateToo() {
        assertEquals(2, run("--check-config", "--tls-cert", "no.pem", "--tls-key", "no.pem"));
        assertTrue(err().startsWith("error: no.pem: no such file"), err());
    }

    @Test
    void aFailedStartIsTwoLinesAndCodeOne() {
        assertEquals(1, run("--data-dir", directory.resolve("data").toString()));
        assertEquals("error: nothing to start\nhint: this is a test\n", err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "TERM", "INT"})
    void theManualNamesEverySignal(String signal) throws Exception {
        assertTrue(manual().contains(signal));
    }

    @ParameterizedTest
    @EnumSource
    void theManualHasEveryOptionAndItsVariable(Option option) throws Exception {
        assertTrue(manual().contains("`" + option.flag() + "`"), option.flag());
        assertTrue(manual().contains("`" + option.variable() + "`"), option.variable());
    }

    @ParameterizedTest
    @EnumSource
    void theManualDescribesEveryLimit(Limit limit) throws Exception {
        String text = manual().replaceAll("\\s+", " ");

        assertTrue(text.contains("`" + limit.key() + "`"), limit.key());
        assertTrue(text.contains(limit.description()), limit.description());
    }

    private static String manual() throws Exception {
        return Files.readString(Path.of("../docs/configuration.md"));
    }
}

package io.neurocache.neuroctl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every help text, word for word. {@code -Dneuroctl.help=write} writes the files anew, to be read
 * before they are kept.
 */
class HelpTest {
    private static final Path FILES = Path.of("src/test/resources/help");

    static Stream<String> commands() {
        return Stream.concat(
                Stream.of(""), Words.COMMANDS.stream().map(supplier -> supplier.get().name()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpIsAsItWasRead(String command) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> words =
                Stream.concat(Stream.of(command.split(" ")), Stream.of("--help"))
                        .filter(word -> !word.isEmpty())
                        .toList();
        int code =
                new Neuroctl(
                                InputStream.nullInputStream(),
                                out,
                                new PrintStream(out),
                                Io.Terminals.NONE,
                                Map.of())
                        .run(words);
        assertEquals(0, code);
        String name = command.isEmpty() ? "neuroctl" : command.replace(' ', '-');
        Path file = FILES.resolve(name + ".txt");
        if ("write".equals(System.getProperty("neuroctl.help"))) {
            Files.createDirectories(FILES);
            Files.writeString(file, out.toString(UTF_8));
        }
        assertEquals(Files.readString(file), out.toString(UTF_8));
        assertTrue(out.toString(UTF_8).contains("Examples:\n  neuroctl "), command);
    }
}

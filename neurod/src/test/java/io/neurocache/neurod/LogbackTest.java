package io.neurocache.neurod;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What {@code logback.xml} writes, with the properties that {@link Logging} sets. */
final class LogbackTest {

    private static String logged(Map<String, String> properties, String logger, String message)
            throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(bytes, true, UTF_8));
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(MDC.getMDCAdapter());
        try {
            properties.forEach(context::putProperty);
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            URL file = Objects.requireNonNull(LogbackTest.class.getResource("/logback.xml"));
            configurator.doConfigure(file);
            context.getLogger(logger).info(message);
        } finally {
            context.stop();
            System.setErr(before);
        }
        return bytes.toString(UTF_8);
    }

    @Test
    void aLineIsTimeLevelNodeComponentMessage() throws Exception {
        String line = logged(Map.of(Logging.NODE, "7"), "io.neurocache.edge.Edge", "listening");

        assertTrue(
                line.matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  n7 Edge"
                                + " listening\n"),
                line);
    }

    @Test
    void aMessageCannotForgeALine() throws Exception {
        String line = logged(Map.of(), "io.neurocache.edge.Edge", "key a\n2026 ERROR\u001b[31m");

        assertEquals(1, line.lines().count(), line);
        assertFalse(line.contains("\u001b"), line);
    }

    @Test
    void jsonIsOneObjectInALine() throws Exception {
        String line =
                logged(
                        Map.of(Logging.NODE, "7", Logging.FORMAT, "json"),
                        "io.neurocache.edge.Edge",
                        "say \"hi\"\n");

        assertEquals(1, line.lines().count(), line);
        assertTrue(line.startsWith("{") && line.endsWith("}\n"), line);
        assertTrue(line.contains("\"formattedMessage\":\"say \\\"hi\\\"\\n\""), line);
        assertTrue(line.contains("\"node\":\"7\""), line);
        assertTrue(line.contains("\"level\":\"INFO\""), line);
    }

    @Test
    void levelsFollowTheOperator() throws Exception {
        Map<String, String> quiet = Map.of(Logging.LEVEL, "WARN");

        assertEquals("", logged(quiet, "io.neurocache.edge.Edge", "hello"));
    }

    @Test
    void librariesSpeakUpOnlyWhenSomethingIsWrong() throws Exception {
        Map<String, String> loud = Map.of(Logging.LEVEL, "TRACE");

        assertEquals("", logged(loud, "io.netty.handler.Anything", "frame"));
    }
}

package io.neurocache.neurod;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.neurocache.neurod.config.LogSettings;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * Starts the log. {@code logback.xml} says how a line looks; it takes what an operator may choose
 * from system properties, because Logback reads the file when the first logger is asked for, so
 * this must run before any.
 *
 * <p>Called once, by the main thread.
 */
final class Logging {
    /** The system properties that {@code logback.xml} refers to. */
    static final String LEVEL = "neuro.log.level";

    static final String FORMAT = "neuro.log.format";
    static final String NODE = "neuro.node";

    private static final String ROOT_PACKAGE = "io.neurocache.";

    private Logging() {}

    static void start(LogSettings settings, int node) {
        System.setProperty(LEVEL, settings.level().name());
        System.setProperty(FORMAT, settings.format().name().toLowerCase(Locale.ROOT));
        System.setProperty(NODE, Integer.toString(node));
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            settings.components()
                    .forEach((component, level) ->
                            context.getLogger(ROOT_PACKAGE + component)
                                    .setLevel(Level.toLevel(level.name())));
        }
    }
}

package io.neurocache.neurod;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which NeuroCache this is.
 *
 * <p>Safe from any thread.
 */
final class Version {
    /** Maven puts it into the jar; classes that lie in a folder have none. */
    private static final String RESOURCE = "/META-INF/maven/io.neurocache/neurod/pom.properties";

    private Version() {}

    static String text() {
        try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                return "development";
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "development");
        } catch (IOException e) {
            throw new UncheckedIOException("the jar is damaged", e);
        }
    }
}

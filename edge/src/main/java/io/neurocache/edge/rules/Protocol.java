package io.neurocache.edge.rules;

import org.jspecify.annotations.Nullable;

/** The version of HTTP that carried a message. */
public enum Protocol {
    /** HTTP/1.0. */
    HTTP_1_0,
    /** HTTP/1.1. */
    HTTP_1_1,
    /** HTTP/2. */
    HTTP_2,
    /** HTTP/3. */
    HTTP_3;

    /** Returns the version a start line names, or null when this server does not speak it. */
    public static @Nullable Protocol ofStartLine(String version) {
        return switch (version) {
            case "HTTP/1.1" -> HTTP_1_1;
            case "HTTP/1.0" -> HTTP_1_0;
            default -> null;
        };
    }

    /** Says whether fields are sent in frames, without fields of the connection. */
    public boolean isMultiplexed() {
        return this == HTTP_2 || this == HTTP_3;
    }
}

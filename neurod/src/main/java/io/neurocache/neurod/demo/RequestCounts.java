package io.neurocache.neurod.demo;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counts answers by path and query, so that a demonstration can show how often the origin was
 * asked. Holds at most {@value #MAX_PATHS} paths; what comes later is counted under "other". Safe
 * from any thread.
 */
final class RequestCounts {
    static final int MAX_PATHS = 1_000;
    static final String OTHER = "other";

    private final Map<String, Count> counts = new TreeMap<>();

    /**
     * How often one path was asked for.
     *
     * @param notModified how many of the requests got a 304
     */
    record Count(long requests, long notModified) {
        private static final Count NONE = new Count(0, 0);

        private Count plus(boolean isNotModified) {
            return new Count(requests + 1, notModified + (isNotModified ? 1 : 0));
        }

        private String toJson() {
            return "{\"requests\":" + requests + ",\"not_modified\":" + notModified + "}";
        }
    }

    synchronized void add(String path, int status) {
        String name = counts.containsKey(path) || counts.size() < MAX_PATHS ? path : OTHER;
        counts.put(name, counts.getOrDefault(name, Count.NONE).plus(status == 304));
    }

    synchronized Count of(String path) {
        return counts.getOrDefault(path, Count.NONE);
    }

    /** One object with the total and one member for each path. */
    synchronized String toJson() {
        StringBuilder json = new StringBuilder(256);
        long total = 0;
        for (Map.Entry<String, Count> entry : counts.entrySet()) {
            total += entry.getValue().requests();
            json.append(json.isEmpty() ? "" : ",\n  ")
                    .append('"')
                    .append(escaped(entry.getKey()))
                    .append("\":")
                    .append(entry.getValue().toJson());
        }
        return "{\"total\":" + total + ",\"paths\":{\n  " + json + "\n}}\n";
    }

    /** The one member of {@link #toJson} for a path. */
    String toJson(String path) {
        return of(path).toJson() + "\n";
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else if (c < ' ') {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}

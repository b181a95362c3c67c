package io.neurocache.predict.replay;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Writes the rows of a replay in one of its forms. */
final class ReplayReport {
    private ReplayReport() {}

    static void write(ReplayOutput form, List<ReplayRow> rows, PrintStream out) {
        switch (form) {
            case TABLE -> table(rows, out);
            case CSV -> csv(rows, out);
            case JSON -> json(rows, out);
        }
    }

    private static void table(List<ReplayRow> rows, PrintStream out) {
        int width = 5;
        for (ReplayRow row : rows) {
            width = Math.max(width, row.trace().length());
        }
        out.printf(
                "%-" + width + "s  %8s  %15s  %-8s  %10s  %8s  %6s%n",
                "TRACE",
                "SIZE",
                "CAPACITY",
                "POLICY",
                "OBJECT HIT",
                "BYTE HIT",
                "NS/REQ");
        for (ReplayRow row : rows) {
            out.printf(
                    Locale.ROOT,
                    "%-" + width + "s  %7.2f%%  %15d  %-8s  %10.4f  %8.4f  %6.0f%n",
                    row.trace(),
                    row.fraction() * 100,
                    row.capacity(),
                    row.policy().label(),
                    row.objectHit(),
                    row.byteHit(),
                    row.nanosPerRequest());
        }
    }

    private static void csv(List<ReplayRow> rows, PrintStream out) {
        out.print("trace,policy,fraction,capacity,object_hit,byte_hit,ns_per_request\r\n");
        for (ReplayRow row : rows) {
            out.printf(
                    Locale.ROOT,
                    "%s,%s,%s,%d,%.6f,%.6f,%.1f\r\n",
                    quotedCsv(row.trace()),
                    row.policy().label(),
                    fraction(row),
                    row.capacity(),
                    row.objectHit(),
                    row.byteHit(),
                    row.nanosPerRequest());
        }
    }

    private static void json(List<ReplayRow> rows, PrintStream out) {
        out.print("[");
        String between = "\n";
        for (ReplayRow row : rows) {
            out.printf(
                    Locale.ROOT,
                    "%s  {\"trace\":%s,\"policy\":\"%s\",\"fraction\":%s,\"capacity\":%d,"
                            + "\"object_hit\":%.6f,\"byte_hit\":%.6f,\"ns_per_request\":%.1f}",
                    between,
                    quotedJson(row.trace()),
                    row.policy().label(),
                    fraction(row),
                    row.capacity(),
                    row.objectHit(),
                    row.byteHit(),
                    row.nanosPerRequest());
            between = ",\n";
        }
        out.print("\n]\n");
    }

    /** Six digits, without zeros at the end: 0.001. */
    private static String fraction(ReplayRow row) {
        String digits = String.format(Locale.ROOT, "%.6f", row.fraction());
        return digits.replaceFirst("\\.?0+$", "");
    }

    static String quotedCsv(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    static String quotedJson(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}

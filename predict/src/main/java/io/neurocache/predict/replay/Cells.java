package io.neurocache.predict.replay;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Writes a table of cells in one of the forms of a report. A cell that reads as a number is one.
 * Stateless; safe from any thread.
 */
public final class Cells {
    private Cells() {}

    /**
     * Writes it.
     *
     * @param header names, as many as each row has cells
     */
    public static void write(
            ReplayOutput form, List<String> header, List<List<String>> rows, PrintStream out) {
        switch (form) {
            case TABLE -> table(header, rows, out);
            case CSV -> {
                csv(header, out);
                rows.forEach(row -> csv(row, out));
            }
            case JSON -> json(header, rows, out);
        }
    }

    private static void table(List<String> header, List<List<String>> rows, PrintStream out) {
        int[] widths = new int[header.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = header.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> shown = header.stream().map(name -> name.replace('_', ' ')).toList();
        line(shown.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList(), widths, rows, out);
        rows.forEach(row -> line(row, widths, rows, out));
    }

    /** Numbers stand at the right, what is above them too. */
    private static void line(
            List<String> cells, int[] widths, List<List<String>> rows, PrintStream out) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String room = " ".repeat(widths[i] - cell.length());
            boolean isNumber = !rows.isEmpty() && isNumber(rows.getFirst().get(i));
            line.append(i == 0 ? "" : "  ").append(isNumber ? room + cell : cell + room);
        }
        out.println(line.toString().stripTrailing());
    }

    private static void csv(List<String> cells, PrintStream out) {
        StringBuilder line = new StringBuilder();
        for (String cell : cells) {
            line.append(line.isEmpty() ? "" : ",").append(ReplayReport.quotedCsv(cell));
        }
        out.print(line + "\r\n");
    }

    private static void json(List<String> header, List<List<String>> rows, PrintStream out) {
        StringBuilder json = new StringBuilder("[");
        String between = "\n  {";
        for (List<String> row : rows) {
            json.append(between);
            for (int i = 0; i < header.size(); i++) {
                String cell = row.get(i);
                json.append(i == 0 ? "" : ",").append(ReplayReport.quotedJson(header.get(i)));
                json.append(':').append(isNumber(cell) ? cell : ReplayReport.quotedJson(cell));
            }
            json.append('}');
            between = ",\n  {";
        }
        out.print(json.append("\n]\n"));
    }

    /** Written as JSON has it. */
    private static boolean isNumber(String cell) {
        return cell.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");
    }
}

package io.neurocache.predict.trace;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Reads {@code time,client,key,size}.
 *
 * <p>A header names the columns, in any order, of which only {@code key} is needed; without a
 * header they are those four. Fields other than the key may be empty: no clock, unknown client, no
 * size. The first line that is not understood is an error.
 */
final class CsvTrace {
    private static final List<String> COLUMNS = List.of("time", "client", "key", "size");
    private static final int ABSENT = -1;

    private final CsvRecords records;
    private final TraceBuilder trace;

    private final int[] fieldOf = {0, 1, 2, 3};
    private int fields = COLUMNS.size();

    CsvTrace(CsvRecords records, TraceBuilder trace) {
        this.records = records;
        this.trace = trace;
    }

    /** Whether a first line is one of ours: a header with a key, or four fields that fit. */
    static boolean recognises(String line) {
        List<String> fields = List.of(line.strip().replace("\"", "").split(",", -1));
        return fields.contains("key")
                || (fields.size() == COLUMNS.size()
                        && fields.get(0).matches("[0-9]*(\\.[0-9]*)?")
                        && fields.get(3).matches("[0-9]*"));
    }

    void read() throws IOException {
        if (!records.next()) {
            return;
        }
        if (!header()) {
            row();
        }
        while (records.next()) {
            row();
        }
    }

    private boolean header() throws TraceException {
        int[] found = new int[COLUMNS.size()];
        Arrays.fill(found, ABSENT);
        for (int field = 0; field < records.fields(); field++) {
            int column = COLUMNS.indexOf(records.text(field));
            if (column >= 0) {
                found[column] = field;
            }
        }
        if (found[2] == ABSENT) {
            return false;
        }
        System.arraycopy(found, 0, fieldOf, 0, found.length);
        fields = records.fields();
        return true;
    }

    private void row() throws TraceException {
        if (records.fields() != fields) {
            throw records.error("expected " + fields + " fields, found " + records.fields());
        }
        long time = isEmpty(0) ? Trace.NO_TIME : number(fieldOf[0], "time");
        int client = isEmpty(1) ? Trace.NO_CLIENT : in(trace.clients, fieldOf[1]);
        if (isEmpty(2)) {
            throw records.error("a request without a key");
        }
        long size = isEmpty(3) ? TraceBuilder.NO_SIZE : number(fieldOf[3], "size");
        trace.add(time, client, in(trace.keys, fieldOf[2]), size);
    }

    private boolean isEmpty(int column) {
        return fieldOf[column] == ABSENT || records.isEmpty(fieldOf[column]);
    }

    private int in(Dictionary dictionary, int field) {
        int start = records.start(field);
        return dictionary.number(records.bytes(), start, records.end(field) - start);
    }

    /** A whole number; of a time with decimals, the whole seconds. */
    private long number(int field, String what) throws TraceException {
        byte[] bytes = records.bytes();
        long value = 0;
        for (int i = records.start(field); i < records.end(field); i++) {
            int digit = bytes[i] - '0';
            if (bytes[i] == '.' && i > records.start(field) && what.equals("time")) {
                return value;
            }
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                throw records.error(
                        "the " + what + " is no whole number: \"" + records.text(field) + '"');
            }
            value = value * 10 + digit;
        }
        return value;
    }
}

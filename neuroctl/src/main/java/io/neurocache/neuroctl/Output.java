package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Where data goes: stdout, with errors that are told. Confined to one thread. */
final class Output {
    private static final int STEP_BYTES = 64 << 10;

    private final OutputStream stream;

    Output(OutputStream stream) {
        this.stream = new BufferedOutputStream(stream);
    }

    /** Writes bytes as they are. */
    void bytes(Bytes bytes) throws OutputException {
        try {
            stream.write(bytes.array());
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** Writes what a stream gives, to its end. */
    void bytes(InputStream from) throws IOException {
        byte[] some = new byte[STEP_BYTES];
        for (int n = from.read(some); n >= 0; n = from.read(some)) {
            try {
                stream.write(some, 0, n);
            } catch (IOException e) {
                throw new OutputException(e);
            }
        }
    }

    /** Writes text. */
    void text(String text) throws OutputException {
        bytes(Bytes.utf8(text));
    }

    /** Writes text and ends the line. */
    void line(String text) throws OutputException {
        text(text + "\n");
    }

    void flush() throws OutputException {
        try {
            stream.flush();
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** Writes rows in columns as wide as their widest cell; the first row is the heading. */
    void table(List<List<String>> rows) throws OutputException {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                if (i == widths.size()) {
                    widths.add(0);
                }
                widths.set(i, Math.max(widths.get(i), row.get(i).length()));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                line.append(cell).append(" ".repeat(widths.get(i) - cell.length() + 2));
            }
            line(line.toString().stripTrailing());
        }
    }

    /** The text of a value for people: what is no text, or would move the cursor, is escaped. */
    static String shown(Bytes value) {
        String text = new String(value.array(), StandardCharsets.UTF_8);
        if (!Bytes.utf8(text).equals(value)) {
            return "(" + value.length() + " bytes, no text)";
        }
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                shown.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
            } else {
                shown.append(c);
            }
        }
        return shown.toString();
    }

    /** stdout that cannot be written. Confined to one thread. */
    static final class OutputException extends IOException {
        private static final long serialVersionUID = 1;

        OutputException(IOException cause) {
            super("stdout cannot be written: " + cause.getMessage(), cause);
        }

        /** Whether the reader has gone, which is his right. */
        boolean isBrokenPipe() {
            return String.valueOf(getMessage()).contains("Broken pipe");
        }
    }
}

package io.neurocache.predict.trace;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Reads traces from files, and tells by their content what they are.
 *
 * <ul>
 *   <li>CSV (RFC 4180) with the columns {@code time,client,key,size}, of which all but the key may
 *       be empty; the first bad line is an error;
 *   <li>access logs of nginx, Apache and varnishncsa in the common or combined format; up to 1,000
 *       bad lines are passed over and counted;
 *   <li>either of them packed by gzip;
 *   <li>a folder in which a daemon has recorded accesses.
 * </ul>
 *
 * <p>Safe from any thread.
 */
public final class TraceReader {
    /** How far the end of the first line is looked for. */
    private static final int HEAD_BYTES = 1 << 15;

    private TraceReader() {}

    /**
     * Reads a file, or a folder of them.
     *
     * @throws TraceException when it is none of the known forms, or a line of it is not
     * @throws IOException when it cannot be read
     */
    public static Trace read(Path file) throws IOException {
        Path fileName = file.getFileName();
        String name = fileName == null ? file.toString() : fileName.toString();
        if (Files.isDirectory(file)) {
            return RecordTrace.read(name, file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(name, in);
        }
    }

    /** Reads a stream to its end, as {@link #read(Path)}; the caller closes it. */
    public static Trace read(String fileName, InputStream stream) throws IOException {
        BufferedInputStream in = new BufferedInputStream(unpacked(stream), 1 << 16);
        TraceBuilder trace = new TraceBuilder(baseName(fileName));
        String head = firstLine(in);
        if (CsvTrace.recognises(head)) {
            new CsvTrace(new CsvRecords(fileName, new ByteInput(in)), trace).read();
        } else if (AccessLog.recognises(head)) {
            new AccessLog(fileName, in, trace).read();
        } else {
            throw new TraceException(
                    fileName,
                    1,
                    "neither CSV with the columns time,client,key,size nor an access log in the"
                            + " common or combined format: \""
                            + head.substring(0, Math.min(80, head.length()))
                            + '"');
        }
        return trace.build();
    }

    /** What a file is called without its directory and endings. */
    static String baseName(String fileName) {
        String base = fileName.endsWith(".gz") ? cut(fileName, 3) : fileName;
        return base.endsWith(".csv") || base.endsWith(".log") ? cut(base, 4) : base;
    }

    private static String cut(String text, int last) {
        return text.substring(0, text.length() - last);
    }

    private static InputStream unpacked(InputStream stream) throws IOException {
        BufferedInputStream in = new BufferedInputStream(stream, 1 << 16);
        in.mark(2);
        boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
        in.reset();
        return gzip ? new GZIPInputStream(in, 1 << 16) : in;
    }

    /** The first line, which stays; a byte order mark before it goes. */
    private static String firstLine(BufferedInputStream in) throws IOException {
        in.mark(HEAD_BYTES);
        byte[] head = in.readNBytes(HEAD_BYTES);
        in.reset();
        String text = new String(head, StandardCharsets.UTF_8);
        if (text.startsWith("\uFEFF")) {
            in.skipNBytes(3);
            text = text.substring(1);
        }
        return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    }
}

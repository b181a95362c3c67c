package io.neurocache.predict.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.record.AccessRecord;
import io.neurocache.predict.record.AccessRecorder;
import io.neurocache.predict.record.RecordLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read as a trace, and what is refused. */
class TraceReaderTest {
    private static final String LOG =
            "192.0.2.1 - - [01/Aug/1995:00:00:01 -0400] \"GET /a HTTP/1.0\" 200 10\n"
                    + "192.0.2.2 - - [01/Aug/1995:00:00:02 -0400] \"GET /a HTTP/1.0\" 304 0\n"
                    + "192.0.2.1 - - [01/Aug/1995:00:00:03 -0400] \"POST /a HTTP/1.0\" 200 99\n"
                    + "192.0.2.1 - - [01/Aug/1995:00:00:04 -0400] \"GET /gone HTTP/1.0\" 404 -\n";

    @Test
    void aCsvFileIsReadInColumns() throws IOException {
        Trace trace = read("time,client,key,size\n5,x,/a,10\n6,,/b,30\n6,y,/a,10\n");
        assertEquals(3, trace.requests());
        assertEquals(2, trace.keys());
        assertEquals(2, trace.clients());
        assertEquals(6, trace.time(1));
        assertEquals(Trace.NO_CLIENT, trace.client(1));
        assertEquals(trace.key(0), trace.key(2));
        assertEquals("/b", trace.keyName(trace.key(1)));
        assertEquals("y", trace.clientName(trace.client(2)));
        assertEquals(40, trace.footprint());
        assertTrue(trace.sized());
    }

    @Test
    void emptyFieldsAreUnknown() throws IOException {
        Trace trace = read("time,client,key,size\n,,0,\n,,1,\n,,0,\n");
        assertEquals(Trace.NO_TIME, trace.time(0));
        assertFalse(trace.sized());
        assertEquals(2, trace.footprint());
    }

    @Test
    void theHeaderMayNameTheColumnsInAnyOrder() throws IOException {
        Trace trace = read("\"key\",size\r\n\"a,\"\"b\"\"\r\nc\",7\r\n");
        assertEquals("a,\"b\"\r\nc", trace.keyName(0));
        assertEquals(7, trace.size(0));
        assertEquals(Trace.NO_TIME, trace.time(0));
    }

    @Test
    void aFileWithoutAHeaderHasTheFourColumns() throws IOException {
        Trace trace = read("1.25,1,k,3\n2.5,1,l,4");
        assertEquals(2, trace.requests());
        assertEquals(1, trace.time(0));
        assertEquals(7, trace.footprint());
    }

    @Test
    void anObjectIsAsLargeAsItEverWas() throws IOException {
        Trace trace = read("key,size\na,5\na,9\na,7\nb,0\nc,\n");
        assertEquals(9, trace.size(0));
        assertEquals(1, trace.size(1));
        assertEquals(5, trace.size(2), "the mean of 9 and 0 where nothing is known");
    }

    @Test
    void anAccessLogGivesItsAnsweredGets() throws IOException {
        Trace trace = read(LOG);
        assertEquals(2, trace.requests());
        assertEquals(1, trace.keys());
        assertEquals(2, trace.clients());
        assertEquals(807_249_601L, trace.time(0));
        assertEquals(10, trace.size(0));
        assertEquals(2, trace.skippedLines());
    }

    @Test
    void gzipIsKnownByItsContent(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("day.log");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(LOG.getBytes(StandardCharsets.UTF_8));
        }
        Files.write(file, packed.toByteArray());
        Trace trace = TraceReader.read(file);
        assertEquals(2, trace.requests());
        assertEquals("day", trace.name());
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws IOException {
        assertEquals(1, read("\uFEFFkey\nx\n").requests());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "time,client,key,size\n1,1,a,1\n1,1,a\n",
                "time,client,key,size\n1,1,a,1\nx,1,a,1\n",
                "time,client,key,size\n1,1,a,1\n1,1,a,-1\n",
                "time,client,key,size\n1,1,a,1\n1,1,a,1.5\n",
                "time,client,key,size\n1,1,a,1\n1,1,a,99999999999999999999\n",
                "time,client,key,size\n1,1,a,1\n1,1,,1\n",
                "time,client,key,size\n1,1,a,1\n1,1,\"a,1\n",
                "time,client,key,size\n1,1,a,1\n1,1,\"a\"b,1\n",
                "time,client,key,size\n1,1,a,1\n1,1,a\"b,1\n",
                "time,client,key,size\n1,1,a,1\n1,1,a\rb,1\n",
            })
    void aBadLineOfACsvFileIsNamed(String text) {
        TraceException e = assertThrows(TraceException.class, () -> read(text));
        assertEquals(3, e.line(), e.toString());
        assertTrue(e.toString().contains(": some.csv:3: "), e.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "hello\n", "<html>\n", "a,b,c\n", "x,1,k,3\n"})
    void whatIsNoTraceIsRefused(String text) {
        assertThrows(TraceException.class, () -> read(text));
    }

    @Test
    void someBadLinesOfALogAreCounted() throws IOException {
        Trace trace = read(LOG + "torn li\n" + LOG);
        assertEquals(4, trace.requests());
        assertEquals(1, trace.badLines());
    }

    @Test
    void tooManyBadLinesOfALogAreAnError() {
        String text = LOG + "bad\n".repeat(AccessLog.MAX_BAD_LINES + 1);
        TraceException e = assertThrows(TraceException.class, () -> read(text));
        assertEquals(4 + AccessLog.MAX_BAD_LINES + 1, e.line());
    }

    private static Trace read(String text) throws IOException {
        return TraceReader.read(
                "some.csv", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatADaemonHasRecordedIsATrace(@TempDir Path folder) throws IOException {
        assertThrows(TraceException.class, () -> TraceReader.read(folder));
        try (AccessRecorder recorder = AccessRecorder.open(folder, RecordLimits.DEFAULT)) {
            AccessRecord.Answer hit = AccessRecord.Answer.HIT;
            recorder.append(new AccessRecord(1_700_000_000_500L, 3, "/a", 10, hit, 0));
            recorder.append(new AccessRecord(1_700_000_002_000L, -4, "/b", -1, hit, 0));
            recorder.append(new AccessRecord(1_700_000_003_000L, 3, "/b", -1, hit, 0));
        }
        Trace trace = TraceReader.read(folder);
        assertEquals(3, trace.requests());
        assertEquals(1_700_000_002, trace.time(1));
        assertEquals(List.of("/a", "/b"), List.of(trace.keyName(0), trace.keyName(1)));
        assertEquals(trace.client(0), trace.client(2));
    }
}

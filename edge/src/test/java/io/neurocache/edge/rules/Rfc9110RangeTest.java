package io.neurocache.edge.rules;

import static io.neurocache.edge.rules.Messages.NOW;
import static io.neurocache.edge.rules.Messages.get;
import static io.neurocache.edge.rules.Messages.ok;
import static io.neurocache.edge.rules.Messages.request;
import static io.neurocache.edge.rules.Messages.response;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.edge.rules.ByteRanges.Multi;
import io.neurocache.edge.rules.ByteRanges.Selection;
import io.neurocache.edge.rules.ByteRanges.Single;
import io.neurocache.edge.rules.ByteRanges.Unsatisfiable;
import io.neurocache.edge.rules.ByteRanges.Whole;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9110 §14: range requests")
class Rfc9110RangeTest {

    private static final Selection WHOLE = new Whole();

    @ParameterizedTest
    @DisplayName("§14.1.2: byte ranges of 10,000 bytes")
    @CsvSource({
        "bytes=0-499, 0, 499",
        "bytes=500-999, 500, 999",
        "bytes=-500, 9500, 9999",
        "bytes=9500-, 9500, 9999",
        "bytes=0-0, 0, 0",
        "bytes=-1, 9999, 9999",
        "bytes=-20000, 0, 9999",
        "bytes=0-99999999999999999999, 0, 9999",
        "bytes=0-, 0, 9999",
        "BYTES=0-1, 0, 1",
        "'bytes= 0-1 ', 0, 1",
        "'bytes=,, 0-1 ,', 0, 1",
        "'bytes=0-1, 99999-', 0, 1"
    })
    void singleRanges(String range, long first, long last) {
        assertEquals(new Single(first, last), ByteRanges.parse(range, 10_000));
    }

    @ParameterizedTest
    @DisplayName("§14.2: an invalid range set or an unknown unit is ignored")
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=,",
                "bytes=-",
                "bytes=a-b",
                "bytes=5-4",
                "bytes=1",
                "bytes=1-2-3",
                "bytes=--1",
                "bytes=+1-2",
                "bytes=0-1;2-3",
                "bytes=0-1, x",
                "bytes 0-1",
                "bytes =0-1",
                "bytes=0 - 1",
                "lines=0-1",
                "=0-1"
            })
    void invalidRanges(String range) {
        assertEquals(WHOLE, ByteRanges.parse(range, 10_000));
    }

    @ParameterizedTest
    @DisplayName("§15.5.17: none of the ranges exists")
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=10-11, -0"})
    void unsatisfiableRanges(String range) {
        assertEquals(new Unsatisfiable(), ByteRanges.parse(range, 10));
    }

    @Test
    @DisplayName("§14.1.2: in nothing only a suffix is satisfiable, by nothing")
    void emptyRepresentation() {
        assertEquals(new Unsatisfiable(), ByteRanges.parse("bytes=0-", 0));
        assertEquals(WHOLE, ByteRanges.parse("bytes=-5", 0));
        assertEquals(new Unsatisfiable(), ByteRanges.parse("bytes=-0", 0));
    }

    @Test
    @DisplayName("§14.1.2: several ranges keep the order in which they were asked for")
    void severalRanges() {
        assertEquals(
                new Multi(List.of(new Single(9000, 9999), new Single(0, 99))),
                ByteRanges.parse("bytes=9000-,0-99", 10_000));
    }

    @Test
    @DisplayName("§15.3.7.2: ranges that overlap or lie close are merged")
    void closeRangesAreMerged() {
        assertEquals(new Single(0, 20), ByteRanges.parse("bytes=0-10,5-20", 10_000));
        assertEquals(new Single(0, 20), ByteRanges.parse("bytes=11-20,0-10", 10_000));
        assertEquals(new Single(0, 200), ByteRanges.parse("bytes=0-10,91-200", 10_000));
        assertEquals(
                new Multi(List.of(new Single(0, 10), new Single(92, 200))),
                ByteRanges.parse("bytes=0-10,92-200", 10_000));
        assertEquals(
                new Multi(List.of(new Single(0, 400), new Single(9000, 9001))),
                ByteRanges.parse("bytes=0-10,9000-9001,300-400,5-350", 10_000));
    }

    @Test
    @DisplayName("§17.15: too many ranges get the whole representation")
    void tooManyRanges() {
        StringBuilder sixteen = new StringBuilder("bytes=0-0");
        for (int i = 1; i < 16; i++) {
            sixteen.append(',').append(i * 1000).append('-').append(i * 1000);
        }
        assertEquals(16, ((Multi) ByteRanges.parse(sixteen.toString(), 100_000)).parts().size());
        assertEquals(WHOLE, ByteRanges.parse(sixteen + ",90000-90000", 100_000));
    }

    @Test
    @DisplayName("§14.2: Range counts only for GET, on a 200, in one line, if If-Range holds")
    void whenRangeCounts() {
        ResponseHead stored = ok("ETag", "\"a\"");
        Selection part = new Single(0, 1);
        assertEquals(part, select(get("Range", "bytes=0-1"), stored));
        assertEquals(part, select(get("Range", "bytes=0-1", "If-Range", "\"a\""), stored));
        assertEquals(WHOLE, select(get("Range", "bytes=0-1", "If-Range", "\"b\""), stored));
        assertEquals(WHOLE, select(request("HEAD", "Range", "bytes=0-1"), stored));
        assertEquals(WHOLE, select(get("Range", "bytes=0-1"), response(404)));
        assertEquals(WHOLE, select(get("Range", "bytes=0-1", "Range", "bytes=5-6"), stored));
        assertEquals(WHOLE, select(get(), stored));
    }

    private static Selection select(RequestHead request, ResponseHead stored) {
        return ByteRanges.select(request, stored, 10, NOW);
    }

    @Test
    @DisplayName("§14.4: Content-Range")
    void contentRange() {
        assertEquals("bytes 0-499/1234", ByteRanges.contentRange(new Single(0, 499), 1234));
        assertEquals("bytes */1234", ByteRanges.unsatisfiedContentRange(1234));
        assertEquals(500, new Single(0, 499).length());
    }

    @Test
    @DisplayName("§14.6: multipart/byteranges, with its length known before it is sent")
    void multipart() {
        Multi multi = new Multi(List.of(new Single(0, 1), new Single(500, 502)));
        String body =
                ByteRanges.partHead("B", "text/plain", multi.parts().get(0), 1000)
                        + "ab"
                        + ByteRanges.partHead("B", "text/plain", multi.parts().get(1), 1000)
                        + "cde"
                        + ByteRanges.multipartEnd("B");
        assertEquals(
                "\r\n--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/1000\r\n\r\nab"
                        + "\r\n--B\r\nContent-Type: text/plain\r\n"
                        + "Content-Range: bytes 500-502/1000\r\n\r\ncde\r\n--B--\r\n",
                body);
        assertEquals(body.length(), ByteRanges.multipartLength("B", "text/plain", multi, 1000));
        assertEquals("multipart/byteranges; boundary=B", ByteRanges.multipartType("B"));
        assertEquals(
                "\r\n--B\r\nContent-Range: bytes 0-1/10\r\n\r\n",
                ByteRanges.partHead("B", null, new Single(0, 1), 10));
    }
}

package io.neurocache.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.neurocache.edge.server.HeadScan.Progress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What the scan of heads does with any bytes, however they are cut. */
final class HeadScanProperties {
    /** Everything that can be observed of a scan. */
    private record Outcome(Progress progress, String text) {}

    @Provide
    Arbitrary<String> nearlyHeads() {
        Arbitrary<String> pieces =
                Arbitraries.of(
                        "GET / HTTP/1.1\r\n",
                        "POST /a?b HTTP/1.0\r\n",
                        "Host: a\r\n",
                        "\r\n",
                        "X: y \t\r\n",
                        "Content-Length: 5\r\n",
                        " folded\r\n",
                        "\n",
                        "\r",
                        ":",
                        " ",
                        "\u0000",
                        "\u00e9",
                        "HTTP/2.0",
                        "x");
        return pieces.list().ofMaxSize(8).map(parts -> String.join("", parts));
    }

    private static Outcome scan(byte[] bytes, int... cuts) {
        HeadScan scan = new HeadScan(ServerLimits.defaults());
        ByteBuf seen = Unpooled.buffer();
        Progress progress = Progress.MORE;
        int from = 0;
        for (int cut : cuts) {
            if (cut > from && cut <= bytes.length && progress == Progress.MORE) {
                progress = scan.scan(seen.writeBytes(bytes, from, cut - from));
                from = cut;
            }
        }
        if (progress == Progress.MORE) {
            progress = scan.scan(seen.writeBytes(bytes, from, bytes.length - from));
        }
        return switch (progress) {
            case MORE -> new Outcome(progress, "");
            case REFUSED -> new Outcome(progress, scan.refused().toString());
            case COMPLETE ->
                    new Outcome(
                            progress,
                            scan.length()
                                    + scan.method()
                                    + scan.target()
                                    + scan.version11()
                                    + scan.fields());
        };
    }

    @Property(tries = 500)
    void itDoesNotMatterHowAHeadIsCut(
            @ForAll("nearlyHeads") String text,
            @ForAll @Size(4) List<@IntRange(max = 120) Integer> cuts) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int[] sorted = cuts.stream().mapToInt(Integer::intValue).sorted().toArray();
        assertEquals(scan(bytes), scan(bytes, sorted));
    }

    @Property(tries = 500)
    void whatIsAcceptedHasNoByteThatAnotherParserCouldTakeForALineEnd(
            @ForAll("nearlyHeads") String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        HeadScan scan = new HeadScan(ServerLimits.defaults());
        if (scan.scan(Unpooled.wrappedBuffer(bytes)) == Progress.COMPLETE) {
            String head = text.substring(0, scan.length());
            assertEquals(-1, head.replace("\r\n", "").indexOf('\r'));
            assertEquals(-1, head.replace("\r\n", "").indexOf('\n'));
            assertEquals(-1, head.indexOf('\0'));
        }
    }

    /** A thread that scans for the first time knows no lines; this one knows those of all tries. */
    @Property(tries = 500)
    void linesSeenBeforeChangeNothing(@ForAll("nearlyHeads") String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        Outcome[] fresh = new Outcome[1];
        Thread other = new Thread(() -> fresh[0] = scan(bytes));
        other.start();
        Outcome first = scan(bytes);
        Outcome again = scan(bytes);
        other.join();
        assertEquals(fresh[0], first);
        assertEquals(fresh[0], again);
    }

    @Property(tries = 500)
    void arbitraryBytesNeverThrow(@ForAll @Size(max = 200) byte[] bytes) {
        assertNotEquals(null, scan(bytes));
    }
}

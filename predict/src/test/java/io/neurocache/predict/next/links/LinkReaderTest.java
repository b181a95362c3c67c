package io.neurocache.predict.next.links;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinkReaderTest {
    private static final String HTML =
            "<link rel=stylesheet href=/a.css><img src=b.png?x=1><a href=//example.org/c>c</a>";
    private final LinkReader reader = new LinkReader(LinkParser.Limits.DEFAULT);

    private List<String> keys(String key, String type, @Nullable String coding, byte[] body) {
        return reader.read(key, new StoredText(type, coding, body)).stream()
                .map(Link::target)
                .toList();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return out.toByteArray();
    }

    @Test
    void linksOfASiteAreKeysOfTheSite() {
        assertEquals(
                List.of("//example.com:8080/a.css", "//example.com:8080/d/b.png?x=1"),
                keys("//example.com:8080/d/", "text/html; charset=utf-8", null, bytes(HTML)));
    }

    @Test
    void linksOfAnObjectWithAKeyStayUnderIt() {
        assertEquals(
                List.of("docs/b.png?x=1"),
                keys("docs/index.html", "text/html", "identity", bytes(HTML)));
    }

    @Test
    void styleSheetsAreRead() {
        assertEquals(
                List.of("//example.com/i.png"),
                keys("//example.com/s/a.css", "text/css", null, bytes("a{b:url(../i.png)}")));
    }

    @Test
    void gzipIsUndoneAsFarAsItGoes() throws IOException {
        byte[] whole = gzip(HTML + " ".repeat(10_000));
        assertEquals(2, keys("//example.com/", "text/html", "gzip", whole).size());
        byte[] half = Arrays.copyOf(whole, whole.length - 12);
        assertEquals(2, keys("//example.com/", "text/html", "gzip", half).size());
        assertEquals(0, keys("//example.com/", "text/html", "gzip", bytes(HTML)).size());
    }

    @Test
    void aBombIsReadNoFurtherThanTheLimit() throws IOException {
        byte[] bomb = gzip("<img src=a.png>" + " ".repeat(50_000_000));
        assertEquals(1, keys("//example.com/", "text/html", "gzip", bomb).size());
    }

    @Test
    void keysThatAreNoUrlsHaveNoLinks() {
        assertEquals(List.of(), keys("a b{}", "text/html", null, bytes(HTML)));
        assertEquals(List.of(), keys("//", "text/html", null, bytes(HTML)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}

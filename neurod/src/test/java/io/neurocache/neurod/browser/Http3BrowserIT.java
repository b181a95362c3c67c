package io.neurocache.neurod.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.neurocache.neurod.demo.DemoOrigin;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real browser gets a page and 20 MB over HTTP/3. Where no Chromium is found this is skipped, but
 * not where the environment variable {@code CI} is {@code true}.
 */
@Timeout(180)
final class Http3BrowserIT {
    @TempDir Path folder;

    @Test
    void aBrowserGetsThePageAndTwentyMegabytesWholeOverHttp3() throws Exception {
        Chromium chromium = new Chromium(browser(), Files.createDirectory(folder.resolve("c")));
        try (DemoOrigin origin = DemoOrigin.start(0);
                NeurodProcess neurod =
                        NeurodProcess.start(folder, "http://127.0.0.1:" + origin.port())) {
            String document =
                    chromium.document(neurod.port(), neurod.publicKeySha256(), "/transport.html");

            assertEquals(row(origin, "/transport.html"), shown(document, "/transport.html"));
            assertEquals(row(origin, "/video.bin"), shown(document, "/video.bin"));
            assertTrue(document.contains(">done<"), document);
        }
    }

    private static Path browser() {
        return Chromium.find().orElseGet(Http3BrowserIT::withoutBrowser);
    }

    private static Path withoutBrowser() {
        String reason =
                "no chromium, chromium-browser or google-chrome on the path; the environment"
                        + " variable CHROMIUM may name one";
        if ("true".equals(System.getenv("CI"))) {
            return fail(reason);
        }
        System.out.println("Http3BrowserIT is skipped: " + reason);
        return abort(reason);
    }

    /** The row of the page's table that is right for a path. */
    private static String row(DemoOrigin origin, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + origin.port() + path);
        try (InputStream in = uri.toURL().openStream()) {
            byte[] bytes = in.readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return path + " 200 h3 " + bytes.length + " " + HexFormat.of().formatHex(digest);
        }
    }

    /** The row of the table that the browser shows; the document where it shows none. */
    private static String shown(String document, String path) {
        int begin = document.indexOf("<tr><td>" + path + "</td>");
        int end = document.indexOf("</tr>", begin);
        return begin < 0 || end < 0
                ? document
                : document.substring(begin, end).replaceAll("(<[^>]*>)+", " ").strip();
    }
}

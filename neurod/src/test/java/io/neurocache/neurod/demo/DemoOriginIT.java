package io.neurocache.neurod.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DemoOriginIT {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final DemoOrigin origin = started();

    @AfterAll
    void stop() {
        origin.close();
        client.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/,text/html; charset=utf-8",
        "/about.html,text/html; charset=utf-8",
        "/style.css,text/css",
        "/app.js,text/javascript",
        "/transport.html,text/html; charset=utf-8",
        "/transport.js,text/javascript",
        "/logo.svg,image/svg+xml",
        "/picture.png,image/png"
    })
    void thePagesCanBeCachedAndValidated(String path, String type) throws Exception {
        HttpResponse<byte[]> page = get(path);
        assertEquals(200, page.statusCode());
        assertEquals(type, header(page, "Content-Type"));
        assertTrue(header(page, "Cache-Control").contains("max-age="), path);
        assertEquals(Page.LAST_MODIFIED_TEXT, header(page, "Last-Modified"));

        HttpResponse<byte[]> same = get(path, "If-None-Match", header(page, "ETag"));
        assertEquals(304, same.statusCode());
        assertEquals(0, same.body().length);
        assertEquals(304, get(path, "If-Modified-Since", Page.LAST_MODIFIED_TEXT).statusCode());
        assertEquals(200, get(path, "If-None-Match", "\"another\"").statusCode());
        assertEquals(200, get(path, "If-Modified-Since", "yesterday").statusCode());
    }

    @Test
    void thePictureIsAPng() throws Exception {
        var image = ImageIO.read(new ByteArrayInputStream(get("/picture.png").body()));
        assertEquals(Picture.WIDTH, image.getWidth());
        assertEquals(Picture.HEIGHT, image.getHeight());
    }

    @Test
    void theVideoIsTheSameBytesWholeAndInParts() throws Exception {
        HttpResponse<byte[]> whole = get("/video.bin");
        assertEquals(Site.VIDEO_BYTES, whole.body().length);

        HttpResponse<byte[]> part = get("/video.bin", "Range", "bytes=1000000-1999999");
        assertEquals(206, part.statusCode());
        assertEquals("bytes 1000000-1999999/" + Site.VIDEO_BYTES, header(part, "Content-Range"));
        assertArrayEquals(Arrays.copyOfRange(whole.body(), 1_000_000, 2_000_000), part.body());

        HttpResponse<byte[]> behind = get("/video.bin", "Range", "bytes=99999999-");
        assertEquals(416, behind.statusCode());
        assertEquals("bytes */" + Site.VIDEO_BYTES, header(behind, "Content-Range"));
    }

    @Test
    void aRangeOfAnotherVersionGetsTheWhole() throws Exception {
        HttpRequest request =
                request("/style.css")
                        .header("Range", "bytes=0-9")
                        .header("If-Range", "\"another\"")
                        .build();
        assertEquals(200, client.send(request, BodyHandlers.ofByteArray()).statusCode());
    }

    @Test
    void aHeadTellsTheLengthWithoutTheBytes() throws Exception {
        HttpRequest request = request("/video.bin").HEAD().build();
        HttpResponse<byte[]> head = client.send(request, BodyHandlers.ofByteArray());
        assertEquals(Long.toString(Site.VIDEO_BYTES), header(head, "Content-Length"));
        assertEquals(0, head.body().length);
    }

    @ParameterizedTest
    @CsvSource({
        "de-AT,de,Guten Morgen",
        "fr,fr,Bonjour",
        "ja,en,Good morning",
        "x,en,Good morning"
    })
    void theGreetingVariesWithTheLanguage(String wanted, String language, String text)
            throws Exception {
        HttpResponse<byte[]> greeting = get("/language", "Accept-Language", wanted);
        assertEquals(text + "\n", text(greeting));
        assertEquals(language, header(greeting, "Content-Language"));
        assertEquals("Accept-Language", header(greeting, "Vary"));
    }

    @Test
    void aSlowAnswerTakesAsLongAsAsked() throws Exception {
        long begin = System.nanoTime();
        assertEquals(200, get("/slow?ms=150").statusCode());
        assertTrue(System.nanoTime() - begin >= Duration.ofMillis(150).toNanos());
    }

    @Test
    void aDrippingAnswerHasNoLengthAndAllItsLines() throws Exception {
        HttpResponse<byte[]> drip = get("/slow-stream?lines=3&ms=1");
        assertTrue(drip.headers().firstValue("Content-Length").isEmpty());
        assertEquals(3, text(drip).lines().count());
    }

    @ParameterizedTest
    @CsvSource({"/fail,503", "/fail?status=404,404", "/fail?status=200,400", "/nowhere,404"})
    void failuresHaveTheStatusAskedFor(String path, int status) throws Exception {
        assertEquals(status, get(path).statusCode());
    }

    @Test
    void flakyAnswersEverySecondTime() throws Exception {
        // Over plain sockets, since a client library may quietly try again.
        assertEquals("", rawAnswer("/flaky"));
        assertTrue(rawAnswer("/flaky").startsWith("HTTP/1.1 200 OK"));
        assertEquals("", rawAnswer("/flaky"));
    }

    @Test
    void aTruncatedBodyEndsBeforeItsLength() {
        assertThrows(IOException.class, () -> get("/truncated"));
    }

    @Test
    void theStatisticsCountRequestsAndTheirOwnNot() throws Exception {
        String target = "/slow?ms=0&for=statistics";
        HttpResponse<byte[]> first = get(target);
        get(target, "If-None-Match", header(first, "ETag"));
        String of = "/stats?of=/slow?ms=0%26for=statistics";
        assertEquals("{\"requests\":2,\"not_modified\":1}\n", text(get(of)));
        assertEquals("{\"requests\":2,\"not_modified\":1}\n", text(get(of)));
        assertTrue(text(get("/stats")).contains("\"" + target + "\":{\"requests\":2,"));
    }

    @Test
    void everyAnswerHasItsNumber() throws Exception {
        long first = Long.parseLong(header(get("/short"), "Demo-Request"));
        long second = Long.parseLong(header(get("/short"), "Demo-Request"));
        assertTrue(second > first);
    }

    @Test
    void nothingCanBeWritten() throws Exception {
        HttpRequest request =
                request("/").POST(HttpRequest.BodyPublishers.ofString("text")).build();
        HttpResponse<byte[]> refusal = client.send(request, BodyHandlers.ofByteArray());
        assertEquals(405, refusal.statusCode());
        assertEquals("GET, HEAD", header(refusal, "Allow"));
    }

    @Test
    void aTakenPortIsAnError() {
        assertThrows(BindException.class, () -> DemoOrigin.start(origin.port()).close());
    }

    private String rawAnswer(String target) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), origin.port())) {
            socket.setSoTimeout(5_000);
            String head = "GET " + target + " HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    private HttpResponse<byte[]> get(String target, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(target);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + origin.port() + target))
                .timeout(Duration.ofSeconds(10));
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static DemoOrigin started() {
        try {
            return DemoOrigin.start(0);
        } catch (IOException e) {
            throw new AssertionError("the origin did not start", e);
        }
    }

    @Test
    void theNewsIsTaggedAndChangesWithEachEdition() throws Exception {
        HttpResponse<byte[]> before = get("/news");
        assertEquals("news", header(before, "Cache-Tag"));
        assertEquals("public, max-age=3600", header(before, "Cache-Control"));
        assertEquals("no-store", header(get("/publish"), "Cache-Control"));
        assertFalse(Arrays.equals(before.body(), get("/news").body()));
    }
}

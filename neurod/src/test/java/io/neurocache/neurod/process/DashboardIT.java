package io.neurocache.neurod.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard as a node serves it, and what its pages ask a node for and have it do. */
class DashboardIT {
    private static final Pattern SCRIPT = Pattern.compile("src=\"(/ui/assets/[^\"]+\\.js)\"");

    private static final Pattern STORED = Pattern.compile("\"stored\":(\\d+)");

    @TempDir Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private NeurodProcess start(String... options) throws IOException {
        return NeurodProcess.start(folder.resolve("data"), options);
    }

    private HttpRequest.Builder request(NeurodProcess node, String path) {
        return HttpRequest.newBuilder(node.uri(path));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }

    private static String field(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void thePageIsServedSafelyAndItsFilesMayBeKept() throws Exception {
        try (NeurodProcess node = start()) {
            HttpResponse<byte[]> page = send(request(node, "/ui/"));
            assumeTrue(page.statusCode() == 200, "this build has no dashboard");
            assertEquals("text/html; charset=utf-8", field(page, "content-type"));
            assertEquals("no-cache", field(page, "cache-control"));
            assertEquals(
                    "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; object-src"
                            + " 'none'",
                    field(page, "content-security-policy"));
            assertEquals("nosniff", field(page, "x-content-type-options"));
            assertEquals("no-referrer", field(page, "referrer-policy"));

            Matcher script = SCRIPT.matcher(text(page));
            assertTrue(script.find(), () -> text(page));
            HttpResponse<byte[]> plain = send(request(node, script.group(1)));
            assertEquals(200, plain.statusCode());
            assertEquals("public, max-age=31536000, immutable", field(plain, "cache-control"));
            for (String encoding : new String[] {"br", "gzip"}) {
                HttpResponse<byte[]> small =
                        send(request(node, script.group(1)).header("Accept-Encoding", encoding));
                assertEquals(encoding, field(small, "content-encoding"));
                assertTrue(small.body().length < plain.body().length / 2);
            }
            // A path of the page's own is the page; a file that is not there is none.
            assertEquals(text(page), text(send(request(node, "/ui/cache/key/a%2Fb"))));
            assertEquals(404, send(request(node, "/ui/assets/none.js")).statusCode());
            assertEquals(text(page), text(send(request(node, "/ui/..%2f..%2fetc/passwd"))));
        }
    }

    @Test
    void theRootLeadsToItOnlyWhereNoSiteHasARoot() throws Exception {
        try (NeurodProcess node = start()) {
            HttpResponse<byte[]> root = send(request(node, "/"));
            assertEquals(302, root.statusCode());
            assertEquals("/ui/", field(root, "location"));
        }
        Path origins =
                Files.writeString(
                        folder.resolve("origins.yaml"),
                        "origins:\n  - { pattern: \"**\", origin: \"http://127.0.0.1:9\" }\n");
        try (NeurodProcess node = start("--origins", origins.toString())) {
            assertEquals(502, send(request(node, "/")).statusCode());
        }
    }

    /** As a proxy on this machine brings it: not the host's own user. */
    private HttpRequest.Builder fromElsewhere(NeurodProcess node, String path) {
        return request(node, path).header("X-Forwarded-For", "192.0.2.1");
    }

    @Test
    void whoComesFromElsewhereSignsInOnce() throws Exception {
        try (NeurodProcess node = start()) {
            for (String path :
                    new String[] {
                        "/ui/", "/wire", "/wire/history", "/admin/top", "/admin/purge?key=a"
                    }) {
                assertEquals(401, send(fromElsewhere(node, path)).statusCode(), path);
            }
            HttpRequest.Builder guess =
                    fromElsewhere(node, "/admin/session")
                            .header("Authorization", "Bearer guess")
                            .POST(BodyPublishers.noBody());
            assertEquals(401, send(guess).statusCode());

            String token = Files.readString(folder.resolve("data").resolve("token")).trim();
            HttpResponse<byte[]> signedIn =
                    send(
                            fromElsewhere(node, "/admin/session")
                                    .header("Authorization", "Bearer " + token)
                                    .POST(BodyPublishers.noBody()));
            assertEquals(204, signedIn.statusCode());
            String cookie = field(signedIn, "set-cookie");
            assertTrue(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict"));
            String session = cookie.substring(0, cookie.indexOf(';'));

            assertEquals(
                    200,
                    send(fromElsewhere(node, "/admin/top").header("Cookie", session)).statusCode());
            HttpRequest.Builder foreign =
                    order(fromElsewhere(node, "/admin/cluster"), "{\"op\":\"snapshot\"}")
                            .header("Cookie", session)
                            .header("Origin", "https://evil.example");
            assertEquals(401, send(foreign).statusCode());
            HttpRequest.Builder own =
                    order(fromElsewhere(node, "/admin/cluster"), "{\"op\":\"snapshot\"}")
                            .header("Cookie", session)
                            .header("Origin", "http://127.0.0.1:" + node.port());
            assertEquals(200, send(own).statusCode());

            send(fromElsewhere(node, "/admin/session").header("Cookie", session).DELETE());
            assertEquals(
                    401,
                    send(fromElsewhere(node, "/admin/top").header("Cookie", session)).statusCode());
        }
    }

    private static HttpRequest.Builder order(HttpRequest.Builder request, String json) {
        return request.POST(BodyPublishers.ofString(json));
    }

    @Test
    void operatorsActThroughAnyNode() throws Exception {
        try (NeurodCluster cluster = NeurodCluster.start(folder, 3)) {
            int leader = cluster.leader();
            int next = (leader + 1) % 3;
            NeurodProcess follower = cluster.node(next);
            String transfer = "{\"op\":\"transfer-leader\",\"id\":" + (next + 1) + "}";
            assertEquals(
                    200, send(order(request(follower, "/admin/cluster"), transfer)).statusCode());
            follower.await(() -> cluster.leader() == next, "the transfer");

            HttpResponse<byte[]> unknown =
                    send(order(request(follower, "/admin/cluster"), "{\"op\":\"dance\"}"));
            assertEquals(400, unknown.statusCode());
            assertTrue(text(unknown).contains("transfer-leader"), () -> text(unknown));
            HttpResponse<byte[]> nobody =
                    send(
                            order(
                                    request(follower, "/admin/cluster"),
                                    "{\"op\":\"remove\",\"id\":9}"));
            assertFalse(nobody.statusCode() == 200, () -> text(nobody));
            assertTrue(text(nobody).contains("\"error\""), () -> text(nobody));
        }
    }

    @Test
    void whatIsStoredCanBeLookedAt() throws Exception {
        try (NeurodProcess node = start("--slab-size", "16m")) {
            long before = System.currentTimeMillis();
            node.put("/cache/a", Bytes.of(1, 5_000));
            for (int i = 0; i < 7; i++) {
                node.get("/cache/a");
            }
            node.await(() -> top(node).contains("\"key\":\"a\""), "the object among the first");
            HttpResponse<byte[]> object = send(request(node, "/admin/object?key=a"));
            assertEquals(200, object.statusCode());
            assertTrue(text(object).contains("\"size\":5000"), () -> text(object));
            assertTrue(text(object).contains("\"here\":{\"fresh\":true,"), () -> text(object));
            assertTrue(text(object).endsWith(",\"bytes\":5000}}"), () -> text(object));
            Matcher stored = STORED.matcher(text(object));
            assertTrue(stored.find(), () -> text(object));
            long at = Long.parseLong(stored.group(1));
            assertTrue(before <= at && at <= System.currentTimeMillis(), () -> text(object));
            assertEquals(404, send(request(node, "/admin/object?key=none")).statusCode());
            assertEquals(400, send(request(node, "/admin/object")).statusCode());
            assertEquals(400, send(request(node, "/admin/top?limit=0")).statusCode());
            assertEquals(
                    "{\"objects\":1,\"bytes\":5000,\"edges\":[1],\"complete\":true}",
                    text(send(request(node, "/admin/purge?prefix=a"))));
            assertEquals(
                    "{\"objects\":0,\"bytes\":0,\"edges\":[],\"complete\":true}",
                    text(send(request(node, "/admin/purge?key=none"))));
            assertEquals(400, send(request(node, "/admin/purge?tag=t")).statusCode());
            assertEquals(405, send(order(request(node, "/admin/purge"), "{}")).statusCode());
            String slab = text(send(request(node, "/admin/slab")));
            assertTrue(slab.contains("\"used_slots\":"), slab);
        }
    }

    private String top(NeurodProcess node) {
        try {
            return text(send(request(node, "/admin/top")));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

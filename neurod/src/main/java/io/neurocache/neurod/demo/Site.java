package io.neurocache.neurod.demo;

import com.sun.net.httpserver.HttpExchange;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The pages of the demo site and what each path answers. Safe from any thread. */
final class Site {
    static final long VIDEO_BYTES = 20L * 1024 * 1024;

    private static final int MAX_SLOW_MILLIS = 30_000;
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final Map<String, String> GREETINGS =
            Map.of("en", "Good morning\n", "de", "Guten Morgen\n", "fr", "Bonjour\n");

    private final Map<String, Page> pages;
    private final RequestCounts counts;
    private final AtomicLong flakyRequests = new AtomicLong();
    private final AtomicLong edition = new AtomicLong(1);

    private Site(Map<String, Page> pages, RequestCounts counts) {
        this.pages = pages;
        this.counts = counts;
    }

    /** Reads the site's files. */
    static Site load(RequestCounts counts) throws IOException {
        Map<String, Page> pages = new LinkedHashMap<>();
        Page index = file("index.html", "text/html; charset=utf-8", "public, max-age=60");
        pages.put("/", index);
        pages.put("/index.html", index);
        pages.put("/about.html", file("about.html", "text/html; charset=utf-8", "max-age=60"));
        pages.put("/style.css", file("style.css", "text/css", "public, max-age=3600"));
        pages.put("/app.js", file("app.js", "text/javascript", "public, max-age=3600"));
        pages.put(
                "/transport.html",
                file("transport.html", "text/html; charset=utf-8", "max-age=60"));
        pages.put("/transport.js", file("transport.js", "text/javascript", "max-age=3600"));
        pages.put("/logo.svg", file("logo.svg", "image/svg+xml", "public, max-age=86400"));
        pages.put(
                "/picture.png",
                Page.of("image/png", "public, max-age=86400, immutable", Picture.png()));
        pages.put(
                "/video.bin",
                new Page(
                        "application/octet-stream",
                        "public, max-age=3600",
                        "\"video-1\"",
                        new Noise(VIDEO_BYTES)));
        pages.put("/short", Page.of(PLAIN, "public, max-age=2", "fresh for two seconds\n"));
        pages.put("/private", Page.of(PLAIN, "private, max-age=60", "for one reader only\n"));
        return new Site(pages, counts);
    }

    /** Decides what a GET or HEAD gets. */
    Answer answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Query query = Query.of(exchange.getRequestURI());
        Page page = pages.get(path);
        if (page != null) {
            return page.reply(exchange);
        }
        return switch (path) {
            case "/language" -> greeting(exchange);
            case "/slow" -> slow(exchange, query);
            case "/slow-stream" ->
                    new Answer.Drip(
                            query.number("lines", 10, 1, 1_000),
                            Duration.ofMillis(query.number("ms", 200, 0, 5_000)));
            case "/news" -> news(exchange);
            case "/publish" -> publish();
            case "/fail" -> failure(query.number("status", 503, 400, 599));
            case "/flaky" -> flaky(exchange);
            case "/truncated" -> new Answer.Truncated(new Noise(100_000));
            case "/stats" -> stats(query);
            default -> failure(404).with("Cache-Control", "public, max-age=5");
        };
    }

    private Answer greeting(HttpExchange exchange) {
        String wanted = exchange.getRequestHeaders().getFirst("Accept-Language");
        String first = wanted == null || wanted.length() < 2 ? "en" : wanted.substring(0, 2);
        String language = GREETINGS.containsKey(first) ? first : "en";
        String text = GREETINGS.getOrDefault(language, "");
        return Page.of(PLAIN, "public, max-age=60", text)
                .reply(exchange)
                .with("Vary", "Accept-Language")
                .with("Content-Language", language);
    }

    private static Answer slow(HttpExchange exchange, Query query) throws IOException {
        int millis = query.number("ms", 1_000, 0, MAX_SLOW_MILLIS);
        Answer.holdBack(Duration.ofMillis(millis));
        String text = "this took the origin " + millis + " ms\n";
        return Page.of(PLAIN, "public, max-age=60", text).reply(exchange);
    }

    /** Fresh for an hour, and out of date as soon as the next edition is published. */
    private Answer news(HttpExchange exchange) {
        return Page.of(PLAIN, "public, max-age=3600", "edition " + edition.get() + "\n")
                .reply(exchange)
                .with("Cache-Tag", "news");
    }

    private Answer publish() {
        String text = "edition " + edition.incrementAndGet() + " is out\n";
        return Answer.text(200, PLAIN, text).with("Cache-Control", "no-store");
    }

    private static Answer.Reply failure(int status) {
        return Answer.text(status, PLAIN, "the demo origin answers " + status + " here\n")
                .with("Cache-Control", "no-store");
    }

    /** Every other request, beginning with the first, loses its connection. */
    private Answer flaky(HttpExchange exchange) {
        return flakyRequests.getAndIncrement() % 2 == 0
                ? new Answer.Drop()
                : Page.of(PLAIN, "public, max-age=5", "this time it worked\n").reply(exchange);
    }

    private Answer stats(Query query) {
        String json = query.value("of").map(counts::toJson).orElseGet(counts::toJson);
        return Answer.text(200, "application/json", json).with("Cache-Control", "no-store");
    }

    private static Page file(String name, String type, String cacheControl) throws IOException {
        try (InputStream in = Site.class.getResourceAsStream("/demo/" + name)) {
            if (in == null) {
                throw new FileNotFoundException("the site's file is missing in the jar: " + name);
            }
            return Page.of(type, cacheControl, in.readAllBytes());
        }
    }
}

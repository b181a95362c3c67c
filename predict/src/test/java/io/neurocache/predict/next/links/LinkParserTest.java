package io.neurocache.predict.next.links;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class LinkParserTest {
    private static final String URL = "http://a.example/dir/page.html?q=1";
    private final LinkParser parser = new LinkParser(LinkParser.Limits.DEFAULT);

    @Test
    void linksComeInTheOrderOfThePageWithTheirRoles() {
        String page =
                """
                <!doctype html><head>
                <link rel="preload stylesheet" href="/s.css"><link rel=icon href="/i.ico">
                <script src=x.js async></script></head>
                <body background='bg.png'><img src="../up.gif"><img loading=lazy src="late.gif">
                <a href="next.html#part">n</a><iframe src="//b.example/f"></iframe>
                <link rel=next href=2.html></body>\
                """;
        assertEquals(
                List.of(
                        new Link("http://a.example/s.css", Role.PRELOAD),
                        new Link("http://a.example/i.ico", Role.ICON),
                        new Link("http://a.example/dir/x.js", Role.SCRIPT),
                        new Link("http://a.example/dir/bg.png", Role.IMAGE),
                        new Link("http://a.example/up.gif", Role.IMAGE),
                        new Link("http://a.example/dir/late.gif", Role.LAZY_IMAGE),
                        new Link("http://a.example/dir/next.html", Role.ANCHOR),
                        new Link("http://b.example/f", Role.FRAME),
                        new Link("http://a.example/dir/2.html", Role.NEXT)),
                html(page));
    }

    @Test
    void theBaseOfThePageCounts() {
        assertEquals(
                List.of(new Link("https://c.example/x/y.png", Role.IMAGE)),
                html("<base href='https://c.example/x/'><img src=y.png>"));
    }

    @Test
    void sizesOfAnImageAreAllPossible() {
        assertEquals(
                List.of(
                        new Link("http://a.example/1.png", Role.IMAGE),
                        new Link("http://a.example/2.png", Role.LAZY_IMAGE),
                        new Link("http://a.example/3.png", Role.LAZY_IMAGE)),
                html("<img src=/1.png srcset='/2.png 1x, /3.png 2x'>"));
    }

    @Test
    void stylesWithinThePageAreRead() {
        assertEquals(
                List.of(
                        new Link("http://a.example/i.css", Role.STYLE),
                        new Link("http://a.example/b.png", Role.OF_STYLE),
                        new Link("http://a.example/c.png", Role.OF_STYLE)),
                html(
                        "<style>@import '/i.css'; p{background:url( /b.png )}</style>"
                                + "<p style=\"background:url('/c.png')\">"));
    }

    @Test
    void whatIsNoWebAddressIsPassedOver() {
        assertEquals(
                List.of(),
                html(
                        "<a href='javascript:alert(1)'>x</a><a href='mailto:a@b.example'>m</a>"
                                + "<img src='data:image/png;base64,AAAA'><a href='#here'>h</a>"
                                + "<a href='file:///etc/passwd'>f</a><a href='http:///x'>e</a>"
                                + "<a href='http://[bad/'>b</a><img src=''><img src='   '>"));
    }

    @Test
    void whatBrowsersForgiveIsEscaped() {
        assertEquals(
                List.of(new Link("http://a.example/a%20b%7C%C3%A9.png", Role.IMAGE)),
                html("<img src='/a b|\u00e9.png\n'>"));
    }

    @Test
    void aTargetIsNamedOnce() {
        assertEquals(1, html("<img src=/a.png><img src=/a.png><a href=/a.png#x>y</a>").size());
    }

    @Test
    void pagesAreReadAsFarAsTheLimitsGo() {
        LinkParser narrow = new LinkParser(new LinkParser.Limits(200, 3, 50));
        String page = "<img src=/" + "x".repeat(60) + ">" + "<a href=/1>".repeat(2);
        assertEquals(1, narrow.html(bytes(page), null, URL).size());
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            many.append("<a href=/").append(i).append('>');
        }
        assertEquals(3, narrow.html(bytes(many.toString()), null, URL).size());
        String late = "<p>" + " ".repeat(300) + "<a href=/late>";
        assertEquals(List.of(), narrow.html(bytes(late), null, URL));
    }

    @Test
    void brokenPagesTakeNeitherLongNorTheStack() {
        List<String> pages =
                List.of(
                        "<div>".repeat(5_000),
                        "<a href='" + "x".repeat(20_000),
                        "<img src=/a.png ".repeat(2_000),
                        "<style>" + "@import url(".repeat(2_000),
                        "<style>/*" + "*".repeat(20_000),
                        "\0<\0!--".repeat(2_000),
                        "<table>".repeat(2_000) + "<b><i>".repeat(2_000),
                        "<svg><math><style>".repeat(1_000),
                        "&".repeat(20_000),
                        "<a " + "b=c ".repeat(5_000) + ">");
        for (String page : pages) {
            Assertions.assertTimeout(
                    Duration.ofSeconds(5), () -> html(page), () -> page.substring(0, 10));
        }
    }

    @Test
    void anUnknownCharsetIsIgnored() {
        byte[] body = bytes("<img src=/a.png>");
        assertEquals(1, parser.html(body, "no-such-charset", URL).size());
        assertEquals(1, parser.html(body, "\0;;", URL).size());
        assertTrue(parser.html(new byte[0], null, URL).isEmpty());
    }

    private List<Link> html(String page) {
        return parser.html(bytes(page), "utf-8", URL);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}

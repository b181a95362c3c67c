package io.neurocache.predict.next.links;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CssLinksTest {
    private final LinkParser parser = new LinkParser(LinkParser.Limits.DEFAULT);

    @Test
    void importsAreStylesAndUrlsAreNot() {
        assertEquals(
                List.of(
                        new Link("http://a.example/1.css", Role.STYLE),
                        new Link("http://a.example/css/2.css", Role.STYLE),
                        new Link("http://a.example/css/f.woff2", Role.OF_STYLE)),
                css(
                        "@import \"/1.css\" screen; @IMPORT url(2.css);"
                                + "@font-face{src:URL('f.woff2') format('woff2')}"));
    }

    @Test
    void commentsStringsAndNamesAreNoUrls() {
        assertEquals(
                List.of(new Link("http://a.example/css/real.png", Role.OF_STYLE)),
                css(
                        "/* url(no.png) @import 'no.css' */ a:before{content:\"url(no.png)\"}"
                                + "b{width:my-url(no.png)} c{x:'\\'url(no.png)'}"
                                + "d{background:url(real.png)}"));
    }

    @Test
    void escapesAreUndone() {
        assertEquals(
                List.of(
                        new Link("http://a.example/css/a)b.png", Role.OF_STYLE),
                        new Link("http://a.example/css/AB.png", Role.OF_STYLE)),
                css("a{b:url(a\\)b.png)} c{d:url('\\41 \\000042.png')}"));
    }

    @Test
    void aSheetThatIsCutOffEndsQuietly() {
        String sheet = "@import 'a.css';b{c:url(d.png)} /* x */ e{f:url('\\41 g.png')}";
        for (int length = 0; length < sheet.length(); length++) {
            List<Link> links = css(sheet.substring(0, length));
            assertEquals(css(sheet).subList(0, links.size()), links, "after " + length);
        }
    }

    @Test
    void aBrokenUrlDoesNotSwallowTheNext() {
        assertEquals(
                List.of(new Link("http://a.example/css/ok.png", Role.OF_STYLE)),
                css("a{b:url(x'y)} c{d:\"broken\n} e{f:url(ok.png)}"));
    }

    @Test
    void anImportWithoutTargetIsOver() {
        assertEquals(
                List.of(new Link("http://a.example/css/a.png", Role.OF_STYLE)),
                css("@import; b{c:url(a.png)}"));
    }

    private List<Link> css(String sheet) {
        return parser.css(sheet.getBytes(UTF_8), "http://a.example/css/s.css");
    }
}

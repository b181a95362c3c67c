package io.neurocache.predict.next.links;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LinkParserProperties {
    private static final LinkParser PARSER = new LinkParser(LinkParser.Limits.DEFAULT);

    @Property(tries = 300)
    void whateverThePageItsLinksAreWebAddresses(@ForAll("pieces") String page) {
        check(PARSER.html(page.getBytes(UTF_8), null, "http://a.example/x/y"));
        check(PARSER.css(page.getBytes(UTF_8), "http://a.example/x/y.css"));
    }

    @Property(tries = 300)
    void anyBytesWillDo(@ForAll byte[] body) {
        check(PARSER.html(body, null, "http://a.example/"));
        check(PARSER.css(body, "http://a.example/"));
    }

    private static void check(List<Link> links) {
        assertTrue(links.size() <= LinkParser.Limits.DEFAULT.links());
        for (Link link : links) {
            URI uri = URI.create(link.target());
            assertTrue(uri.getScheme().startsWith("http"), link.target());
            assertTrue(uri.getRawAuthority() != null, link.target());
            assertEquals(-1, link.target().indexOf('#'));
        }
    }

    @Provide
    Arbitrary<String> pieces() {
        Arbitrary<String> tokens =
                Arbitraries.of(
                        "<a href=",
                        "<img src=",
                        "<base href=",
                        "<style>",
                        "</style>",
                        "<!--",
                        "-->",
                        ">",
                        "'",
                        "\"",
                        "url(",
                        ")",
                        "@import ",
                        "/*",
                        "*/",
                        "\\",
                        "\\41",
                        "http://",
                        "//",
                        "../",
                        "?",
                        "#",
                        "%",
                        "%zz",
                        "\n",
                        "\0",
                        "[",
                        "\u00e9",
                        "b.png",
                        "javascript:",
                        "data:",
                        "&amp;",
                        "srcset=",
                        " 1x, ",
                        ";",
                        ":");
        return tokens.list().ofMaxSize(40).map(each -> String.join("", each));
    }
}

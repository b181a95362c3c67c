package io.neurocache.predict.next.links;

import io.neurocache.slab.Check;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * Finds what an HTML page or a style sheet refers to, in the order in which it does.
 *
 * <p>Made for bytes that strangers wrote: it looks at the first bytes only, keeps a limited number
 * of links, and anything broken is passed over. Works on the body as it was before any content
 * coding. It may take milliseconds, so it belongs to the thread of a fill, after the last byte has
 * gone out. Safe from any thread.
 */
public final class LinkParser {
    private final Limits limits;

    /**
     * How much is looked at.
     *
     * @param bytes of the body, from its beginning; links beyond are not found
     * @param links kept, the first ones
     * @param urlLength of a URL, in chars; longer ones are passed over
     */
    public record Limits(int bytes, int links, int urlLength) {
        /** The head and the visible part of most pages. */
        public static final Limits DEFAULT = new Limits(128 << 10, 64, 2_048);

        /** Checks the ranges. */
        public Limits {
            Check.argument(bytes > 0, "no bytes", bytes);
            Check.argument(links > 0, "no links", links);
            Check.argument(urlLength > 0, "no length", urlLength);
        }
    }

    /** Makes one with these limits. */
    public LinkParser(Limits limits) {
        this.limits = limits;
    }

    /**
     * The links of a page.
     *
     * @param body its bytes, or the first of them
     * @param charset of the Content-Type, or null; the page itself may say
     * @param url where the page came from, absolute
     */
    public List<Link> html(byte[] body, @Nullable String charset, String url) {
        LinkCollector links = new LinkCollector(limits, url);
        Document document = parse(body, charset, url);
        Element base = document.selectFirst("base[href]");
        if (base != null) {
            links.rebase(base.attr("href"));
        }
        document.stream().takeWhile(_ -> !links.isFull()).forEach(each -> element(each, links));
        return links.links();
    }

    private Document parse(byte[] body, @Nullable String charset, String url) {
        int length = Math.min(body.length, limits.bytes());
        String known = charset != null && isCharset(charset) ? charset : null;
        try {
            return Jsoup.parse(new ByteArrayInputStream(body, 0, length), known, url);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static boolean isCharset(String name) {
        try {
            return Charset.isSupported(name);
        } catch (IllegalArgumentException ignored) {
            return false;
        }
    }

    private static void element(Element element, LinkCollector links) {
        switch (element.normalName()) {
            case "a", "area" -> links.add(element.attr("href"), Role.ANCHOR);
            case "link" -> link(element, links);
            case "script" -> links.add(element.attr("src"), Role.SCRIPT);
            case "img", "source" -> image(element, links);
            case "input" -> {
                if (element.attr("type").equalsIgnoreCase("image")) {
                    links.add(element.attr("src"), Role.IMAGE);
                }
            }
            case "body", "table", "td" -> links.add(element.attr("background"), Role.IMAGE);
            case "video" -> links.add(element.attr("poster"), Role.IMAGE);
            case "iframe", "frame" -> links.add(element.attr("src"), Role.FRAME);
            case "style" -> new CssScanner(element.data(), links).scan();
            default -> {}
        }
        if (element.hasAttr("style")) {
            new CssScanner(element.attr("style"), links).scan();
        }
    }

    private static void link(Element element, LinkCollector links) {
        String href = element.attr("href");
        for (String rel : element.attr("rel").toLowerCase(Locale.ROOT).split("\\s+", -1)) {
            switch (rel) {
                case "stylesheet" -> links.add(href, Role.STYLE);
                case "preload", "modulepreload" -> links.add(href, Role.PRELOAD);
                case "icon", "apple-touch-icon" -> links.add(href, Role.ICON);
                case "next", "prefetch", "prerender" -> links.add(href, Role.NEXT);
                default -> {}
            }
        }
    }

    /** Which of several sizes a browser takes is not known here: they are all only possible. */
    private static void image(Element element, LinkCollector links) {
        boolean isLazy = element.attr("loading").equalsIgnoreCase("lazy");
        boolean isImage = element.normalName().equals("img");
        links.add(isImage ? element.attr("src") : "", isLazy ? Role.LAZY_IMAGE : Role.IMAGE);
        for (String candidate : element.attr("srcset").split(",\\s", -1)) {
            String[] parts = candidate.strip().split("\\s+", 2);
            links.add(parts[0], Role.LAZY_IMAGE);
        }
    }

    /**
     * What a style sheet imports and draws.
     *
     * @param body its bytes, or the first of them, in UTF-8 or ASCII
     * @param url where the sheet came from, absolute
     */
    public List<Link> css(byte[] body, String url) {
        LinkCollector links = new LinkCollector(limits, url);
        int length = Math.min(body.length, limits.bytes());
        new CssScanner(new String(body, 0, length, StandardCharsets.UTF_8), links).scan();
        return links.links();
    }
}

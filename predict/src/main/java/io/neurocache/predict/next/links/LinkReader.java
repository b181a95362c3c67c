package io.neurocache.predict.next.links;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the keys that a stored page or style sheet refers to. Of another site's links nothing is
 * kept: who asks for those is not known here. Safe from any thread.
 */
public final class LinkReader {
    private static final String SITE = "//";
    private static final String CACHE = "//localhost/cache/";
    private static final String CHARSET = "charset=";

    private final LinkParser.Limits limits;
    private final LinkParser parser;

    /** Makes one with these limits. */
    public LinkReader(LinkParser.Limits limits) {
        this.limits = limits;
        this.parser = new LinkParser(limits);
    }

    /** The most bytes of a text that are looked at. */
    public int bytes() {
        return limits.bytes();
    }

    /** Whether a response of this type has links that are found. */
    public static boolean hasLinks(String contentType) {
        return isPage(contentType) || isCss(contentType);
    }

    /** Whether a response of this type is a page. */
    public static boolean isPage(String contentType) {
        return contentType.regionMatches(true, 0, "text/html", 0, 9)
                || contentType.regionMatches(true, 0, "application/xhtml+xml", 0, 21);
    }

    private static boolean isCss(String contentType) {
        return contentType.regionMatches(true, 0, "text/css", 0, 8);
    }

    /**
     * The links of a text by the keys of their targets; none where it is neither a page nor a style
     * sheet, or is in a coding other than gzip.
     *
     * @param key of the text: a key of its own, or {@code //host/path?query} of a site
     */
    public List<Link> read(String key, StoredText text) {
        byte[] body = decoded(text);
        if (body == null) {
            return List.of();
        }
        boolean isOfSite = key.startsWith(SITE);
        String url = "http:" + (isOfSite ? key : CACHE + key);
        if (!isUrl(url)) {
            return List.of();
        }
        List<Link> found =
                isPage(text.contentType())
                        ? parser.html(body, charset(text.contentType()), url)
                        : isCss(text.contentType()) ? parser.css(body, url) : List.of();
        String within = isOfSite ? site(key) : CACHE;
        List<Link> own = new ArrayList<>(found.size());
        for (Link each : found) {
            String target = each.target().substring(each.target().indexOf(SITE));
            if (target.startsWith(within)) {
                String name = isOfSite ? target : target.substring(CACHE.length());
                if (!name.isEmpty()) {
                    own.add(each.withTarget(name));
                }
            }
        }
        return own;
    }

    private static String site(String key) {
        int path = key.indexOf('/', SITE.length());
        return path < 0 ? key + "/" : key.substring(0, path + 1);
    }

    private static boolean isUrl(String url) {
        try {
            return URI.create(url).getRawAuthority() != null;
        } catch (IllegalArgumentException ignored) {
            // A key is any text: one that is no URL has no relative links either.
            return false;
        }
    }

    private static @Nullable String charset(String contentType) {
        int at = contentType.toLowerCase(Locale.ROOT).indexOf(CHARSET);
        if (at < 0) {
            return null;
        }
        String rest = contentType.substring(at + CHARSET.length());
        int end = rest.indexOf(';');
        return (end < 0 ? rest : rest.substring(0, end)).replace("\"", "").strip();
    }

    /** The body without its content coding, as far as there is one; null in an unknown coding. */
    private byte @Nullable [] decoded(StoredText text) {
        String coding = text.contentEncoding();
        if (coding == null || coding.isBlank() || coding.equalsIgnoreCase("identity")) {
            return text.body();
        }
        if (!coding.equalsIgnoreCase("gzip") && !coding.equalsIgnoreCase("x-gzip")) {
            return null;
        }
        return gunzipped(text.body());
    }

    /** As much as there is: what is stored may end in the middle, or be broken. */
    private byte[] gunzipped(byte[] body) {
        byte[] out = new byte[limits.bytes()];
        int length = 0;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            int read = in.read(out, 0, out.length);
            while (read > 0) {
                length += read;
                read = in.read(out, length, out.length - length);
            }
        } catch (EOFException | ZipException ignored) {
            // The links up to there are links.
            return Arrays.copyOf(out, length);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        return Arrays.copyOf(out, length);
    }
}

package io.neurocache.predict.next.links;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Resolves references against a base and keeps the first of each, up to a limit.
 *
 * <p>A reference that cannot be resolved, is too long, or is neither http nor https is passed over:
 * pages are full of such. Confined to one thread.
 */
final class LinkCollector {
    private static final String UNESCAPED = "!#$%&'()*+,-./:;=?@[]_~";

    private final int mostLinks;
    private final int maxUrlLength;
    private final Map<String, Link> links = new LinkedHashMap<>();
    private URI base;

    LinkCollector(LinkParser.Limits limits, String baseUrl) {
        this.mostLinks = limits.links();
        this.maxUrlLength = limits.urlLength();
        this.base = URI.create(baseUrl);
    }

    boolean isFull() {
        return links.size() >= mostLinks;
    }

    List<Link> links() {
        return new ArrayList<>(links.values());
    }

    /** Resolves all that follows against another base, if that can be resolved itself. */
    void rebase(String reference) {
        String resolved = resolve(reference);
        if (!resolved.isEmpty()) {
            base = URI.create(resolved);
        }
    }

    void add(String reference, Role role) {
        if (isFull() || reference.isBlank()) {
            return;
        }
        String target = resolve(reference);
        if (!target.isEmpty()) {
            links.putIfAbsent(target, new Link(target, role));
        }
    }

    /** The absolute URL without fragment, or nothing. */
    private String resolve(String reference) {
        if (reference.length() > maxUrlLength) {
            return "";
        }
        String stripped = reference.strip();
        int fragment = stripped.indexOf('#');
        String text = fragment < 0 ? stripped : stripped.substring(0, fragment);
        // RFC 3986 §5.2.2: a reference to the document itself. URI.resolve would drop its name.
        if (text.isEmpty()) {
            return "";
        }
        try {
            URI target = base.resolve(new URI(escaped(text))).normalize();
            String scheme = target.getScheme();
            boolean isHttp = scheme != null && scheme.toLowerCase(Locale.ROOT).startsWith("http");
            boolean isWeb = isHttp && target.getRawAuthority() != null && !target.isOpaque();
            String url = isWeb ? target.toString() : "";
            return url.length() > maxUrlLength ? "" : url;
        } catch (URISyntaxException ignored) {
            return "";
        }
    }

    /** Escapes what browsers let pass in a URL and RFC 3986 does not. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            boolean isPlain =
                    point < 0x80
                            && (Character.isLetterOrDigit(point) || UNESCAPED.indexOf(point) >= 0);
            if (isPlain) {
                escaped.appendCodePoint(point);
            } else if (point != '\n' && point != '\r' && point != '\t') {
                byte[] bytes = Character.toString(point).getBytes(StandardCharsets.UTF_8);
                for (byte each : bytes) {
                    escaped.append(String.format(Locale.ROOT, "%%%02X", each));
                }
            }
        }
        return escaped.toString();
    }
}

package io.neurocache.edge.rules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Resolves a URI reference in a response against the target of its request (RFC 3986 §5), as far as
 * a cache needs it: to the target of the same origin, or to nothing. Stateless: safe from any
 * thread; nothing here throws on input.
 */
final class UriReference {

    private UriReference() {}

    /** Returns path and query that a reference means at the request's origin, or null. */
    static @Nullable String sameOriginTarget(RequestHead request, String reference) {
        if (!request.target().startsWith("/")) {
            return null;
        }
        String text = Tokens.trim(reference);
        int fragment = text.indexOf('#');
        text = fragment < 0 ? text : text.substring(0, fragment);
        int colon = schemeEnd(text);
        if (colon >= 0) {
            if (!text.substring(0, colon).equalsIgnoreCase(request.scheme())) {
                return null;
            }
            text = text.substring(colon + 1);
            return text.startsWith("//") ? ofAuthority(request, text) : null;
        }
        return text.startsWith("//") ? ofAuthority(request, text) : relative(request, text);
    }

    /** Returns the index of the colon after a scheme, or -1 when the reference is relative. */
    private static int schemeEnd(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return i > 0 ? i : -1;
            }
            if (c == '/' || c == '?' || !Tokens.isTokenChar(c)) {
                return -1;
            }
        }
        return -1;
    }

    private static @Nullable String ofAuthority(RequestHead request, String text) {
        int end = 2;
        while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') {
            end++;
        }
        String authority = withoutDefaultPort(text.substring(2, end), request.scheme());
        String own = withoutDefaultPort(request.authority(), request.scheme());
        if (!authority.equalsIgnoreCase(own)) {
            return null;
        }
        String rest = text.substring(end);
        return rest.startsWith("/") ? normalised(rest) : "/" + rest;
    }

    private static String withoutDefaultPort(String authority, String scheme) {
        String port = scheme.equals("https") ? ":443" : ":80";
        return authority.endsWith(port)
                ? authority.substring(0, authority.length() - port.length())
                : authority;
    }

    private static String relative(RequestHead request, String text) {
        if (text.startsWith("/")) {
            return normalised(text);
        }
        String target = request.target();
        if (text.isEmpty()) {
            return target;
        }
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (text.startsWith("?")) {
            return path + text;
        }
        return normalised(path.substring(0, path.lastIndexOf('/') + 1) + text);
    }

    /** Removes dot segments from the path (RFC 3986 §5.2.4) and leaves the query alone. */
    private static String normalised(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (!path.contains("/.")) {
            return target;
        }
        List<String> kept = new ArrayList<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            switch (segments[i]) {
                case "." -> addEmpty(kept, last);
                case ".." -> {
                    if (!kept.isEmpty()) {
                        kept.removeLast();
                    }
                    addEmpty(kept, last);
                }
                default -> kept.add(segments[i]);
            }
        }
        return "/" + String.join("/", kept) + (query < 0 ? "" : target.substring(query));
    }

    private static void addEmpty(List<String> kept, boolean last) {
        if (last) {
            kept.add("");
        }
    }
}

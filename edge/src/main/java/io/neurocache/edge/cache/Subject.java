package io.neurocache.edge.cache;

import io.neurocache.edge.Route;
import io.neurocache.edge.rules.PeerQuestion;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.Tokens;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a request is about: the key in the cache, and where the object comes from.
 *
 * @param key the cache key, each char one byte
 * @param target path and query to ask the origin for
 * @param route the origins, or null where no rule matches the key
 * @param came how many fills had begun when the request came: those with a higher number began
 *     later
 * @param asker the edge that asks; null for everybody else
 */
record Subject(
        String key, String target, @Nullable Route route, long came, @Nullable PeerQuestion asker) {
    /** The path under which objects are named by their key. */
    static final String CACHE_PATH = "/cache/";

    /** Before the host in the name of a site's object, by which it is told from such a key. */
    static final String SITE = "//";

    /** The key of an object that is named as events and pre-loads name it. */
    static String namedKey(String name) {
        return name.startsWith(SITE) ? name.substring(SITE.length()) : name;
    }

    /** The key of a request to the edge as a site's proxy: host, path and query. */
    static String siteKey(RequestHead request) {
        return Tokens.lower(request.authority()) + request.target();
    }

    /** What route patterns are matched against: a path or key without leading slash and query. */
    static String patternKey(String pathOrKey) {
        int query = pathOrKey.indexOf('?');
        String path = query < 0 ? pathOrKey : pathOrKey.substring(0, query);
        return path.startsWith("/") ? path.substring(1) : path;
    }

    /** Whether it belongs to a site behind the edge, so that its key begins with a host. */
    boolean isOfSite() {
        // The key of any other object is its target without the slash.
        return key.length() >= target.length();
    }

    /** The key as bytes, as the slab takes it. */
    byte[] keyBytes() {
        return bytes(key);
    }

    static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] key) {
        return new String(key, StandardCharsets.ISO_8859_1);
    }
}

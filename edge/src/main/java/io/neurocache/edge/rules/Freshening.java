package io.neurocache.edge.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Updates stored responses with what a validation or a HEAD brought (RFC 9111 §3.2, §4.3.3 to
 * §4.3.5). Stateless: safe from any thread.
 */
public final class Freshening {

    /**
     * Fields of a 304 that do not replace stored ones: Content-Length by §3.2; the other two say
     * how the stored bytes are to be read, and those bytes have not changed.
     */
    private static final Set<String> KEPT =
            Set.of("content-length", "content-encoding", "content-range");

    private Freshening() {}

    /** What became of a stored response. */
    public sealed interface Result {}

    /** Store this head in place of the old one, keep the content, and serve it. */
    public record Updated(ResponseHead head, Freshness freshness) implements Result {}

    /** Serve this head with the stored content now, and leave what is stored as it is. */
    public record ServeOnce(ResponseHead head, Storability.Reason reason) implements Result {}

    /** The stored response is not the one the origin has: treat it as stale from now on. */
    public record Outdated() implements Result {}

    /**
     * Returns the indexes of the stored responses that a 304 speaks of (§4.3.4); none means that
     * the request must be sent again without preconditions.
     *
     * @param stored the candidates whose validators were sent, most recent first
     */
    public static List<Integer> identified(List<ResponseHead> stored, ResponseHead notModified) {
        Fields received = notModified.fields();
        String tag = received.first("ETag");
        if (tag != null && !EntityTags.isWeak(tag)) {
            return withStrongTag(stored, tag);
        }
        String lastModified = received.first("Last-Modified");
        if (tag == null && lastModified == null) {
            // An origin that names no validator can only mean the one response we asked about.
            return stored.size() == 1 ? List.of(0) : List.of();
        }
        for (int i = 0; i < stored.size(); i++) {
            if (matchesWeakly(stored.get(i).fields(), tag, lastModified)) {
                return List.of(i);
            }
        }
        return List.of();
    }

    private static List<Integer> withStrongTag(List<ResponseHead> stored, String tag) {
        List<Integer> matching = new ArrayList<>(1);
        for (int i = 0; i < stored.size(); i++) {
            String own = stored.get(i).fields().first("ETag");
            if (own != null && EntityTags.strongMatch(own, tag)) {
                matching.add(i);
            }
        }
        return matching;
    }

    private static boolean matchesWeakly(
            Fields stored, @Nullable String tag, @Nullable String lastModified) {
        if (tag != null) {
            String own = stored.first("ETag");
            return own != null && EntityTags.weakMatch(own, tag);
        }
        return lastModified != null && lastModified.equals(stored.first("Last-Modified"));
    }

    /** Merges a 304 into a stored response that it identifies (§3.2, §4.3.4). */
    public static Result notModified(
            RequestHead request,
            ResponseHead stored,
            ResponseHead notModified,
            Times times,
            StorePolicy policy) {
        ResponseHead merged = stored.withFields(merge(stored.fields(), notModified.fields()));
        return switch (Storability.decide(asGet(request), merged, times, policy)) {
            case Storability.Store(ResponseHead head, Freshness freshness) ->
                    new Updated(head, freshness);
            case Storability.DoNotStore(Storability.Reason reason) ->
                    new ServeOnce(withoutAge(merged), reason);
        };
    }

    /**
     * Applies the answer to a HEAD to a stored answer to GET (§4.3.5): a 200 with the same
     * validators and length updates it, any other 200 shows that it is outdated. Other statuses say
     * nothing about it and must not be given here.
     */
    public static Result head(
            RequestHead request,
            ResponseHead stored,
            ResponseHead answer,
            Times times,
            StorePolicy policy) {
        if (answer.status() != Statuses.OK) {
            throw new IllegalArgumentException("only a 200 to HEAD can update a stored response");
        }
        boolean same =
                stored.status() == Statuses.OK
                        && agrees("ETag", stored, answer)
                        && agrees("Last-Modified", stored, answer)
                        && agrees("Content-Length", stored, answer);
        return same ? notModified(request, stored, answer, times, policy) : new Outdated();
    }

    private static boolean agrees(String name, ResponseHead stored, ResponseHead answer) {
        String received = answer.fields().first(name);
        return received == null || received.equals(stored.fields().first(name));
    }

    private static Fields merge(Fields stored, Fields received) {
        Fields fresh = HopByHop.endToEnd(received);
        // Without a Date of its own the answer was made now: the stored Date would make it old.
        Fields.Builder merged = stored.toBuilder().remove("Date");
        for (int i = 0; i < fresh.count(); i++) {
            if (replaces(fresh.name(i))) {
                merged.remove(fresh.name(i));
            }
        }
        for (int i = 0; i < fresh.count(); i++) {
            if (replaces(fresh.name(i))) {
                merged.add(fresh.name(i), fresh.value(i));
            }
        }
        return merged.build();
    }

    private static boolean replaces(String name) {
        return !KEPT.contains(Tokens.lower(name));
    }

    private static RequestHead asGet(RequestHead request) {
        return new RequestHead(
                "GET", request.scheme(), request.authority(), request.target(), request.fields());
    }

    private static ResponseHead withoutAge(ResponseHead head) {
        return head.withFields(head.fields().toBuilder().remove("Age").build());
    }
}

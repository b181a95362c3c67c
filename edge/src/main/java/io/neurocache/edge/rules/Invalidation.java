package io.neurocache.edge.rules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an unsafe request makes invalid (RFC 9111 §4.4). Stateless: safe from any thread.
 *
 * <p>Only targets of the request's own origin are named, so that one site cannot empty the cache of
 * another.
 */
public final class Invalidation {

    private Invalidation() {}

    /**
     * Returns the targets (path and query, under the request's scheme and authority) whose stored
     * responses must not be used any more: the request's own, then those that Location and
     * Content-Location name. Empty for safe methods and for error responses. A method that is not
     * known counts as unsafe.
     */
    public static List<String> targets(RequestHead request, ResponseHead response) {
        boolean succeeded = response.status() >= 200 && response.status() < 400;
        if (request.isSafe() || !succeeded) {
            return List.of();
        }
        List<String> targets = new ArrayList<>(3);
        targets.add(request.target());
        addTarget(targets, request, response.fields().first("Location"));
        addTarget(targets, request, response.fields().first("Content-Location"));
        return targets;
    }

    private static void addTarget(
            List<String> targets, RequestHead request, @Nullable String reference) {
        String target =
                reference == null ? null : UriReference.sameOriginTarget(request, reference);
        if (target != null && !targets.contains(target)) {
            targets.add(target);
        }
    }
}

package io.neurocache.edge.supply;

import io.neurocache.edge.origin.OriginGroup;
import io.neurocache.edge.rules.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * An object that is wanted. Immutable.
 *
 * @param key its cache key
 * @param toPeers the request for other edges: for the path and the site the client named, without
 *     conditions and ranges; null where none may be asked
 * @param toOrigin the request for its origin
 * @param origins its origin; null where it has none
 */
public record Wanted(
        String key,
        @Nullable RequestHead toPeers,
        RequestHead toOrigin,
        @Nullable OriginGroup origins) {}

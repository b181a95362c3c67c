package io.neurocache.edge.insight;

import org.jspecify.annotations.Nullable;

/**
 * The beginning of a stored text.
 *
 * @param contentType its Content-Type
 * @param contentEncoding its Content-Encoding, or null
 * @param body its first bytes as they are stored; the caller's
 */
@SuppressWarnings("ArrayRecordComponent") // The caller's copy, made for it.
public record TextBody(String contentType, @Nullable String contentEncoding, byte[] body) {}

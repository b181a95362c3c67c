package io.neurocache.predict.next.links;

import org.jspecify.annotations.Nullable;

/**
 * The beginning of a stored page or style sheet.
 *
 * @param contentType its Content-Type
 * @param contentEncoding its Content-Encoding, or null
 * @param body its first bytes, as they are stored; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // A copy of each page would be for nothing.
public record StoredText(String contentType, @Nullable String contentEncoding, byte[] body) {}

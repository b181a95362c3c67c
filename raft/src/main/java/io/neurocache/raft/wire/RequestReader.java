package io.neurocache.raft.wire;

/**
 * Reads clients' requests: the plain ones in one pass without Jackson, all others with it.
 *
 * <p>What {@link JacksonRequests} makes of a frame is the definition; {@link FlatRequests} either
 * makes the same of it or leaves it alone. Confined to one thread, which may read any number of
 * frames with one reader.
 */
public final class RequestReader {
    private final FlatRequests flat = new FlatRequests();

    /** A reader, which needs nothing. */
    public RequestReader() {}

    /**
     * Reads one frame. The request may hold parts of the array, which nobody writes any more.
     *
     * @param offset where the payload begins
     * @param length of the payload
     * @throws WireException if the frame is no request; it carries the request's id if that could
     *     be read
     */
    public Request read(byte[] bytes, int offset, int length) throws WireException {
        Request request = flat.read(bytes, offset, length);
        if (request == null) {
            request = JacksonRequests.read(bytes, offset, length);
        }
        if (request instanceof Request.Write && length > Frames.MAX_COMMAND_BYTES) {
            throw WireException.refused(
                    ErrorCode.TOO_LARGE,
                    "a write of " + length + " bytes is over " + Frames.MAX_COMMAND_BYTES,
                    request.id());
        }
        return request;
    }
}

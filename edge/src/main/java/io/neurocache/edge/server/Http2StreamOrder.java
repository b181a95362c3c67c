package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames and ends the connection when HEADERS come for a stream that its client has ended, or
 * has passed over by opening a higher one (RFC 9113 §5.1, §5.1.1). Netty answers these with
 * RST_STREAM alone, because it does not remember streams that are closed.
 *
 * <p>Trailers may still be on their way for a stream that was reset, and are no fault: so the
 * streams whose clients had more to send are remembered, the last {@link #MAX_REMEMBERED} of them.
 *
 * <p>Event loop only.
 */
final class Http2StreamOrder implements Http2FrameReader {
    /** Well above the streams open at once, so that a reset one is not forgotten at once. */
    private static final int MAX_REMEMBERED = 1024;

    private final Http2FrameReader reader;
    private final Http2Connection connection;
    private final Set<Integer> unfinished = new LinkedHashSet<>();
    private int newestStream;
    private @Nullable Checked checked;

    Http2StreamOrder(Http2FrameReader reader, Http2Connection connection) {
        this.reader = reader;
        this.connection = connection;
    }

    @Override
    public void readFrame(ChannelHandlerContext ctx, ByteBuf input, Http2FrameListener listener)
            throws Http2Exception {
        Checked current = checked;
        if (current == null || !current.passesTo(listener)) {
            current = new Checked(listener);
            checked = current;
        }
        reader.readFrame(ctx, input, current);
    }

    @Override
    public Configuration configuration() {
        return reader.configuration();
    }

    @Override
    public void close() {
        reader.close();
    }

    private void checkHeaders(int stream, boolean end) throws Http2Exception {
        if (stream > newestStream) {
            newestStream = stream;
            if (!end) {
                remember(stream);
            }
            return;
        }
        Http2Stream known = connection.stream(stream);
        boolean mayGoOn =
                known == null
                        ? unfinished.contains(stream)
                        : known.state() != Http2Stream.State.HALF_CLOSED_REMOTE;
        if (!mayGoOn) {
            throw Http2Exception.connectionError(
                    Http2Error.STREAM_CLOSED, "HEADERS for stream %d, which has ended", stream);
        }
        if (end) {
            unfinished.remove(stream);
        }
    }

    private void remember(int stream) {
        if (unfinished.size() == MAX_REMEMBERED) {
            unfinished.remove(unfinished.iterator().next());
        }
        unfinished.add(stream);
    }

    /** Looks at what ends a stream or goes on with one, and passes everything on. */
    private final class Checked extends Http2FrameListenerDecorator {
        Checked(Http2FrameListener listener) {
            super(listener);
        }

        boolean passesTo(Http2FrameListener other) {
            return listener.equals(other);
        }

        @Override
        public int onDataRead(
                ChannelHandlerContext ctx, int stream, ByteBuf data, int padding, boolean end)
                throws Http2Exception {
            if (end) {
                unfinished.remove(stream);
            }
            return super.onDataRead(ctx, stream, data, padding, end);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx,
                int stream,
                Http2Headers headers,
                int padding,
                boolean end)
                throws Http2Exception {
            checkHeaders(stream, end);
            super.onHeadersRead(ctx, stream, headers, padding, end);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx,
                int stream,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean end)
                throws Http2Exception {
            checkHeaders(stream, end);
            super.onHeadersRead(ctx, stream, headers, dependency, weight, exclusive, padding, end);
        }
    }
}

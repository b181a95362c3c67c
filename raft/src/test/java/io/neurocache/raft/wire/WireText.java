package io.neurocache.raft.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.neurocache.raft.Bytes;

/** Frames as text, for tests. */
public final class WireText {
    private WireText() {}

    public static Request request(String json) throws WireException {
        byte[] bytes = json.getBytes(UTF_8);
        return new RequestReader().read(bytes, 0, bytes.length);
    }

    public static String text(Request request) {
        ByteSink sink = new ByteSink();
        RequestWriter.write(request, sink);
        return sink.toString();
    }

    public static Reply reply(String json) throws WireException {
        byte[] bytes = json.getBytes(UTF_8);
        return ReplyReader.read(bytes, 0, bytes.length);
    }

    public static String text(Reply reply) {
        ByteSink sink = new ByteSink();
        ReplyWriter.write(reply, sink);
        return sink.toString();
    }

    public static PeerFrame peer(String json) throws WireException {
        byte[] bytes = json.getBytes(UTF_8);
        return PeerReader.read(bytes, 0, bytes.length);
    }

    /** Whether the text is read as a peer's frame. */
    static boolean isPeer(String json) {
        try {
            return peer(json) instanceof PeerFrame.Rpc;
        } catch (WireException e) {
            return false;
        }
    }

    public static String text(PeerFrame frame) {
        ByteSink sink = new ByteSink();
        PeerWriter.write(frame, sink);
        return sink.toString();
    }

    /** The request's own bytes, as they go through the log. */
    public static Bytes command(Request request) {
        return Bytes.utf8(text(request));
    }
}

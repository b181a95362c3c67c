package io.neurocache.raft.transport;

import io.neurocache.raft.wire.WireException;

/** Hears what arrives on one connection. Called on the connection's event loop only. */
public interface FrameReceiver {

    /** The connection is there. */
    void opened(FrameConnection connection);

    /**
     * A frame came. The bytes are valid during the call only.
     *
     * @param offset where its payload begins
     * @param length of the payload
     */
    void frame(byte[] bytes, int offset, int length);

    /** What came is no frame; {@link WireException#isFramingLost} says whether more can come. */
    void malformed(WireException malformed);

    /** The other side takes again what is sent. */
    default void writable() {}

    /** The other side sends nothing more, and may still wait for answers. */
    default void ended() {}

    /** Something was thrown that the network is not to blame for: our own fault. */
    void crashed(Throwable cause);

    /** The connection is gone, and nothing more is sent or heard. */
    void closed();
}

package io.neurocache.bench;

import io.netty.buffer.ByteBuf;
import java.net.ProtocolException;

/**
 * How one kind of server is asked on one connection.
 *
 * <p>Requests are numbered from 0 on each connection. Confined to the event loop.
 */
interface Wire {
    /** Hears of answers. */
    @FunctionalInterface
    interface Answers {
        /** The request with that number is answered: as it should be, or with an error. */
        void answered(long number, boolean isOk);
    }

    /** Writes what a connection begins with. */
    void greet(ByteBuf out);

    /** Whether the server takes another request now. */
    boolean hasRoom();

    /** Writes a put. */
    void put(ByteBuf out, long number, byte[] key, byte[] value);

    /** Writes a linearizable get. */
    void get(ByteBuf out, long number, byte[] key);

    /**
     * Reads whole answers and leaves the rest; may write what the protocol itself owes.
     *
     * @throws ProtocolException when that is no answer of such a server
     */
    void read(ByteBuf in, ByteBuf out, Answers answers) throws ProtocolException;
}

package io.neurocache.raft.server;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.transport.FrameConnection;
import io.neurocache.raft.transport.FrameReceiver;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.PeerFrame;
import io.neurocache.raft.wire.PeerReader;
import io.neurocache.raft.wire.PeerWriter;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.ReplyWriter;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.WireException;
import io.neurocache.slab.Check;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection that somebody made to the Raft port: a client's, or another server's once it has
 * said so.
 *
 * <p>A client that has {@link #MAX_REQUESTS} requests under way, or does not take its answers, is
 * read from no further until it has caught up. Event loop only.
 */
final class PortConnection implements FrameReceiver {
    /** Requests of one connection that may wait for their answers. */
    static final int MAX_REQUESTS = 4096;

    private static final int RESUMED_REQUESTS = MAX_REQUESTS / 2;

    private final Driver driver;
    private final ByteSink sink;
    private @Nullable FrameConnection connection;
    private int underWay;
    private boolean isPaused;
    private boolean isClosed;
    private boolean isGathering;
    private boolean isPeer;

    PortConnection(Driver driver, ByteSink sink) {
        this.driver = driver;
        this.sink = sink;
    }

    @Override
    public void opened(FrameConnection opened) {
        connection = opened;
        driver.opened(this);
    }

    @Override
    public void frame(byte[] bytes, int offset, int length) {
        if (isPeer || (underWay == 0 && PeerReader.isPeer(bytes, offset, length))) {
            peerFrame(bytes, offset, length);
        } else {
            clientFrame(bytes, offset, length);
        }
    }

    // ---- Another server.

    private void peerFrame(byte[] bytes, int offset, int length) {
        PeerFrame frame;
        try {
            frame = PeerReader.read(bytes, offset, length);
        } catch (WireException e) {
            refusePeer(e.code(), e.getMessage());
            return;
        }
        switch (frame) {
            case PeerFrame.Hello hello -> {
                String refusal = driver.refusalOf(hello);
                if (refusal.isEmpty()) {
                    isPeer = true;
                    write(driver.helloTo(hello));
                } else {
                    refusePeer(ErrorCode.UNAUTHORIZED, refusal);
                }
            }
            case PeerFrame.Rpc(var message) -> {
                if (isPeer) {
                    driver.received(message);
                } else {
                    refusePeer(ErrorCode.UNAUTHORIZED, "a server says hello first");
                }
            }
            case PeerFrame.Refused _ -> connection().close();
        }
    }

    private void refusePeer(ErrorCode code, String message) {
        driver.refusedPeer(connection().toString(), message);
        write(new PeerFrame.Refused(code, message));
        connection().close();
    }

    private void write(PeerFrame frame) {
        sink.reset();
        PeerWriter.write(frame, sink);
        connection().write(sink);
        gather();
    }

    // ---- A client.

    private void clientFrame(byte[] bytes, int offset, int length) {
        Request request;
        try {
            request = driver.requests().read(bytes, offset, length);
        } catch (WireException e) {
            malformed(e);
            return;
        }
        underWay++;
        Asker asker = new Asker(this, request.id(), Meter.Op.of(request), driver.deadlineNanos());
        if (request instanceof Request.Write) {
            driver.write(asker, command(bytes, offset, length));
        } else {
            driver.ask(asker, request);
        }
        pauseOrResume();
    }

    /**
     * The one copy of a command on its way from the socket to the log and to followers; without the
     * blanks that JSON allows around an object, so that it can stand in an array of commands.
     */
    private static Bytes command(byte[] bytes, int offset, int length) {
        int from = offset;
        int to = offset + length;
        while (bytes[from] != '{') {
            from++;
        }
        while (bytes[to - 1] != '}') {
            to--;
        }
        return Bytes.wrap(Arrays.copyOfRange(bytes, from, to));
    }

    /** Gathers an answer to a request that is under way. */
    void answer(Asker asker, Reply reply) {
        driver.answered(asker, reply);
        underWay--;
        Check.invariant(underWay >= 0, "a request is answered twice");
        tell(reply);
        pauseOrResume();
    }

    private void tell(Reply reply) {
        if (!isClosed) {
            sink.reset();
            ReplyWriter.write(reply, sink);
            connection().write(sink);
            gather();
        }
    }

    @Override
    public void malformed(WireException malformed) {
        tell(malformed.reply());
        if (malformed.isFramingLost()) {
            connection().close();
        }
    }

    @Override
    public void writable() {
        pauseOrResume();
    }

    private void pauseOrResume() {
        if (isClosed) {
            return;
        }
        boolean tooMuch = underWay >= MAX_REQUESTS || !connection().isWritable();
        if (!isPaused && tooMuch) {
            isPaused = true;
            connection().setReading(false);
        } else if (isPaused && underWay <= RESUMED_REQUESTS && connection().isWritable()) {
            isPaused = false;
            connection().setReading(true);
        }
    }

    // ---- Both.

    private void gather() {
        if (!isGathering) {
            isGathering = true;
            driver.gathered(this);
        }
    }

    /** Sends what was gathered in this turn. */
    void flush() {
        isGathering = false;
        if (!isClosed) {
            connection().flush();
        }
    }

    /** Sends what was gathered and ends the connection. */
    void close() {
        if (!isClosed && connection != null) {
            connection().close();
        }
    }

    @Override
    public void closed() {
        isClosed = true;
        driver.closed(this);
    }

    private FrameConnection connection() {
        return Objects.requireNonNull(connection, "the connection is not open yet");
    }
}

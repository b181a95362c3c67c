package io.neurocache.raft.server;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.HardState;
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
 * read from no further until it has caught up. One that has ended its side gets the answers that it
 * waits for first. Event loop only.
 */
final class PortConnection implements FrameReceiver, Asker.Source {
    /** Requests of one connection that may wait for their answers. */
    static final int MAX_REQUESTS = 4096;

    private static final int RESUMED_REQUESTS = MAX_REQUESTS / 2;

    /** Answers that may wait for a client's socket before nothing more is read from it. */
    static final int MAX_PENDING_BYTES = 1 << 20;

    private static final Reply FOR_SERVERS =
            new Reply.Failed(0, ErrorCode.UNAUTHORIZED, "a server speaks for its edge itself");

    private static final String TOO_MANY = "too many requests are under way";

    /** Messages that may wait for another server's socket before more are dropped. */
    private static final int MAX_PEER_PENDING_BYTES = 16 << 20;

    private final Driver driver;
    private final ByteSink sink;
    private @Nullable FrameConnection connection;
    private int underWay;
    private int peer = HardState.NOBODY;
    private boolean isPaused;
    private boolean isEnded;
    private boolean isClosed;
    private boolean isGathering;

    PortConnection(Driver driver, ByteSink sink) {
        this.driver = driver;
        this.sink = sink;
    }

    @Override
    public void opened(FrameConnection opened) {
        connection = opened;
        driver.connections().opened(this);
    }

    @Override
    public void frame(byte[] bytes, int offset, int length) {
        if (driver.isStopped()) {
            return;
        }
        if (isPeer() || (underWay == 0 && PeerReader.isPeer(bytes, offset, length))) {
            peerFrame(bytes, offset, length);
        } else {
            clientFrame(bytes, offset, length);
        }
    }

    // ---- Another server.

    /** Which server is at the other end; {@link HardState#NOBODY} for a client. */
    int peer() {
        return peer;
    }

    private boolean isPeer() {
        return peer != HardState.NOBODY;
    }

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
                String refusal =
                        connection().mayBeServer()
                                ? driver.connections().refusalOf(hello)
                                : "its certificate is a client's, without serverAuth";
                if (refusal.isEmpty()) {
                    peer = hello.from();
                    write(driver.connections().helloTo(hello));
                    driver.connections().heardHello(this);
                } else {
                    refusePeer(ErrorCode.UNAUTHORIZED, refusal);
                }
            }
            case PeerFrame.Rpc(var message) -> {
                if (!isPeer()) {
                    refusePeer(ErrorCode.UNAUTHORIZED, "a server says hello first");
                } else if (message.from() != peer) {
                    refusePeer(ErrorCode.UNAUTHORIZED, "a server speaks for itself alone");
                } else {
                    driver.received(message);
                }
            }
            case PeerFrame.Ask question -> {
                if (isPeer()) {
                    driver.asked(peer, question);
                } else {
                    refusePeer(ErrorCode.UNAUTHORIZED, "a server says hello first");
                }
            }
            case PeerFrame.Answer(Reply reply) -> {
                if (isPeer()) {
                    driver.answered(reply);
                } else {
                    refusePeer(ErrorCode.UNAUTHORIZED, "a server says hello first");
                }
            }
            case PeerFrame.Aside(Bytes body) -> {
                if (isPeer()) {
                    driver.aside(peer, body);
                } else {
                    refusePeer(ErrorCode.UNAUTHORIZED, "a server says hello first");
                }
            }
            case PeerFrame.Refused _ -> connection().close();
        }
    }

    private void refusePeer(ErrorCode code, String message) {
        driver.connections().refusedPeer(connection().toString(), message);
        write(new PeerFrame.Refused(code, message));
        connection().close();
    }

    /** Gathers a frame for the server at the other end, or drops it. */
    void send(PeerFrame frame) {
        if (!isClosed && connection().pendingBytes() <= MAX_PEER_PENDING_BYTES) {
            write(frame);
        }
    }

    private void write(PeerFrame frame) {
        sink.reset();
        PeerWriter.write(frame, sink);
        connection().write(sink);
        gather();
    }

    // ---- A client.

    private void clientFrame(byte[] bytes, int offset, int length) {
        // The one copy of a request: a command goes on in it to the log and to followers, and a key
        // to the answer.
        byte[] own = Arrays.copyOfRange(bytes, offset, offset + length);
        Request request;
        try {
            request = driver.requests().read(own, 0, length);
        } catch (WireException e) {
            malformed(e);
            return;
        }
        if (!driver.connections().admit()) {
            tell(new Reply.Failed(request.id(), ErrorCode.OVERLOADED, TOO_MANY));
            pauseOrResume();
            return;
        }
        underWay++;
        Asker asker = new Asker(this, request.id(), Meter.Op.of(request), driver.deadlineNanos());
        if (request instanceof Request.ServerWrite) {
            asker.answer(FOR_SERVERS);
        } else if (request instanceof Request.Write) {
            driver.write(asker, command(own));
        } else {
            driver.ask(asker, request);
        }
        pauseOrResume();
    }

    /**
     * The command without the blanks that JSON allows around an object, so that it can stand in an
     * array of commands.
     */
    private static Bytes command(byte[] frame) {
        int from = 0;
        int to = frame.length;
        while (frame[from] != '{') {
            from++;
        }
        while (frame[to - 1] != '}') {
            to--;
        }
        return Bytes.wrap(frame, from, to - from);
    }

    /** Gathers an answer to a request that is under way. */
    @Override
    public void answer(Asker asker, Reply reply) {
        driver.answered(asker, reply);
        underWay--;
        driver.connections().answered();
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
        } else {
            pauseOrResume();
        }
    }

    @Override
    public void writable() {
        pauseOrResume();
    }

    private void pauseOrResume() {
        if (isClosed || isEnded) {
            return;
        }
        long pending = connection().pendingBytes();
        boolean tooMuch = underWay >= MAX_REQUESTS || pending > MAX_PENDING_BYTES;
        boolean little = underWay <= RESUMED_REQUESTS && pending <= MAX_PENDING_BYTES;
        if (!isPaused && tooMuch && !isPeer()) {
            isPaused = true;
            connection().setReading(false);
        } else if (isPaused && little) {
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
            pauseOrResume();
            closeIfOver();
        }
    }

    @Override
    public void ended() {
        isEnded = true;
        // Requests that came and were held back are answered too.
        connection().deliverAll();
        closeIfOver();
    }

    private void closeIfOver() {
        if (isEnded && underWay == 0 && !isGathering) {
            connection().close();
        }
    }

    /** Sends what was gathered and ends the connection. */
    void close() {
        if (!isClosed && connection != null) {
            connection().close();
        }
    }

    @Override
    public void crashed(Throwable cause) {
        driver.crashed(cause);
    }

    @Override
    public void closed() {
        isClosed = true;
        driver.connections().closed(this);
    }

    private FrameConnection connection() {
        return Objects.requireNonNull(connection, "the connection is not open yet");
    }
}

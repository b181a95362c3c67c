package io.neurocache.edge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.testing.Conversation;
import io.neurocache.edge.testing.FakeOrigin;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that do not fit into any buffer, both ways. */
class OriginStreamIT {
    private static final int BODY_BYTES = 20 * 1024 * 1024;
    private static final int PIECE_BYTES = 64 * 1024;

    private final OriginRig rig = OriginRig.usual();

    @AfterEach
    void everyBufferIsReleased() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "chunks", "close"})
    void aResponseArrivesAsItWasSent(String framing) {
        byte[] body = randomBytes();
        try (FakeOrigin origin = FakeOrigin.start(with -> serve(with, framing, body))) {
            MessageDigest digest = sha256();
            RecordedCall call = rig.call(OriginGroup.of(origin.address()));
            call.onData(data -> digest(digest, data)).send(OriginRig.get("/"), 0).await();
            assertEquals(hex(sha256().digest(body)), hex(digest.digest()), call::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {BODY_BYTES, -1})
    void aRequestArrivesAsItWasSent(long length) {
        byte[] body = randomBytes();
        CountDownLatch full = new CountDownLatch(1);
        FakeOrigin.Script late =
                with -> {
                    Conversation.Request head = Objects.requireNonNull(with.nextHead());
                    full.await();
                    String sum = hex(sha256().digest(with.readBody(head)));
                    with.send("HTTP/1.1 200 OK\r\nContent-Length: 64\r\n\r\n" + sum);
                };
        try (FakeOrigin origin = FakeOrigin.start(late)) {
            RecordedCall call = rig.call(OriginGroup.of(origin.address()));
            Upload upload = new Upload(call, body);
            call.onWritable(upload::goOn).send(OriginRig.request("PUT", "/"), length);
            OriginRig.await("the socket to be full", () -> upload.waits > 0);
            full.countDown();
            assertEquals(hex(sha256().digest(body)), call.await().text());
        }
    }

    @Test
    void aPausedReaderStopsTheOrigin() {
        byte[] piece = new byte[PIECE_BYTES];
        AtomicLong sent = new AtomicLong();
        FakeOrigin.Script endless =
                with -> {
                    with.next();
                    with.send("HTTP/1.1 200 OK\r\n\r\n");
                    for (int i = 0; i < 4096; i++) {
                        with.send(piece);
                        sent.addAndGet(piece.length);
                    }
                };
        try (FakeOrigin origin = FakeOrigin.start(endless)) {
            AtomicInteger reads = new AtomicInteger();
            AtomicLong received = new AtomicLong();
            RecordedCall call = rig.call(OriginRig.impatient(origin.address()));
            call.onHead(() -> call.call().pause())
                    .onData(data -> {
                        reads.incrementAndGet();
                        received.addAndGet(data.readableBytes());
                        data.release();
                    })
                    .send(OriginRig.get("/"), 0);
            OriginRig.await("the origin to be stopped", () -> isStill(sent));
            assertTrue(sent.get() < 32L * 1024 * 1024, () -> sent + " bytes sent");
            assertTrue(reads.get() <= 1, () -> reads + " reads after the pause");
            assertTrue(rig.usedBytes() < 1024 * 1024, () -> rig.usedBytes() + " bytes held");
            assertFalse(call.isOver(), "a pause is no silence of the origin");
            call.with(OriginCall::resume).await();
            assertEquals(4096L * PIECE_BYTES, received.get());
        }
    }

    @Test
    void aPauseLosesNothingWhenTheOriginClosesMeanwhile() {
        String body = "b".repeat(1_000_000);
        String response = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + body;
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.once(response))) {
            RecordedCall call = rig.call(OriginGroup.of(origin.address()));
            call.onHead(() -> call.call().pause()).send(OriginRig.get("/"), 0);
            OriginRig.await("the head", () -> call.status() == 200);
            OriginRig.await("the origin to close", () -> origin.openConnections() == 0);
            call.with(OriginCall::resume).await();
            assertEquals(body, call.text());
        }
    }

    @Test
    void anOriginThatDoesNotReadStopsTheCaller() {
        try (FakeOrigin origin = FakeOrigin.start(OriginStreamIT::readNothing)) {
            byte[] body = new byte[BODY_BYTES];
            RecordedCall call = rig.call(OriginRig.impatient(origin.address()));
            Upload upload = new Upload(call, body);
            call.onWritable(upload::goOn).send(OriginRig.request("PUT", "/"), BODY_BYTES);
            assertEquals(OriginFailure.Kind.TIMEOUT, call.await().kind());
            assertTrue(upload.sent < BODY_BYTES, "all was taken");
        }
    }

    @Test
    void anAnswerBeforeTheEndOfTheRequestIsHeard() {
        FakeOrigin.Script refusing =
                with -> {
                    with.nextHead();
                    with.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
                    with.socket().shutdownOutput();
                    with.awaitEnd();
                };
        try (FakeOrigin origin = FakeOrigin.start(refusing)) {
            RecordedCall call = rig.call(OriginGroup.of(origin.address()));
            Upload upload = new Upload(call, new byte[BODY_BYTES]);
            call.onWritable(upload::goOn).send(OriginRig.request("PUT", "/"), BODY_BYTES).await();
            assertEquals(413, call.status(), call::toString);
            assertEquals("no", call.text());
            OriginRig.await("the end of it", () -> origin.openConnections() == 0);
        }
    }

    @Test
    void aCallerThatSendsSlowlyIsNotTheOriginsSilence() {
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("done"))) {
            RecordedCall call =
                    rig.send(
                            OriginRig.impatient(origin.address()),
                            OriginRig.request("PUT", "/"),
                            2);
            call.with(to -> to.sendBody(RecordedCall.buffer("a")));
            var _ = rig.loop().schedule(() -> call.sendAll("b"), 700, TimeUnit.MILLISECONDS);
            assertEquals("done", call.await().text());
        }
    }

    @Test
    void cancelWithinAnUploadReleasesEverything() {
        try (FakeOrigin origin = FakeOrigin.start(OriginStreamIT::readNothing)) {
            RecordedCall call = rig.call(OriginGroup.of(origin.address()));
            Upload upload = new Upload(call, new byte[BODY_BYTES]);
            call.onWritable(upload::goOn).send(OriginRig.request("PUT", "/"), BODY_BYTES);
            OriginRig.await("the socket to be full", () -> upload.waits > 0);
            call.with(OriginCall::cancel);
            call.with(to -> to.sendBody(Unpooled.buffer().writeZero(10)));
            OriginRig.await("the buffers' release", () -> rig.usedBytes() == 0);
            assertFalse(call.isOver());
        }
    }

    /** Holds a connection until the origin is closed, and leaves in it what came. */
    private static void readNothing(Conversation with) throws IOException, InterruptedException {
        with.nextHead();
        OriginRig.await("the origin to be closed", with.socket()::isClosed);
    }

    private static boolean isStill(AtomicLong counter) {
        long before = counter.get();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(700));
        return before > 0 && counter.get() == before;
    }

    private static void serve(Conversation with, String framing, byte[] body) throws IOException {
        if (with.next() == null) {
            return;
        }
        switch (framing) {
            case "length" -> with.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length);
            case "chunks" -> with.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked");
            default -> with.send("HTTP/1.0 200 OK");
        }
        with.send("\r\n\r\n");
        boolean chunks = framing.equals("chunks");
        for (int at = 0; at < body.length; at += PIECE_BYTES) {
            byte[] piece = Arrays.copyOfRange(body, at, at + PIECE_BYTES);
            with.send(chunks ? Integer.toHexString(PIECE_BYTES) + "\r\n" : "");
            with.send(piece);
            with.send(chunks ? "\r\n" : "");
        }
        with.send(chunks ? "0\r\n\r\n" : "");
        if (!framing.equals("close")) {
            with.awaitEnd();
        }
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[BODY_BYTES];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static void digest(MessageDigest digest, ByteBuf data) {
        digest.update(data.nioBuffer());
        data.release();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing);
        }
    }

    /** Sends a body as fast as the call wants it, and no faster. Confined to the loop. */
    private static final class Upload {
        private final RecordedCall call;
        private final byte[] body;
        private volatile int sent;
        private volatile int waits;

        Upload(RecordedCall call, byte[] body) {
            this.call = call;
            this.body = body;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop writes
        void goOn() {
            OriginCall to = call.call();
            while (sent < body.length && to.isWritable()) {
                int size = Math.min(PIECE_BYTES, body.length - sent);
                to.sendBody(Unpooled.copiedBuffer(body, sent, size));
                sent += size;
            }
            if (sent == body.length) {
                to.endBody(Fields.EMPTY);
            } else {
                waits++;
            }
        }
    }
}

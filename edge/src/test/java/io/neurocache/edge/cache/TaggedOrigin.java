package io.neurocache.edge.cache;

import io.neurocache.edge.testing.Conversation;
import io.neurocache.edge.testing.FakeOrigin;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An origin whose every whole answer has the next number as its body and the tag {@code t}, fresh
 * for a minute; a validator finds it unchanged. Safe from any thread.
 */
final class TaggedOrigin implements AutoCloseable {
    private final AtomicInteger served = new AtomicInteger();
    private final FakeOrigin origin;
    private volatile CountDownLatch hold = new CountDownLatch(0);
    private volatile boolean confirms = true;
    private volatile boolean fails;
    private volatile String fields = "";
    private volatile String confirmedTag = "t";

    private TaggedOrigin() throws IOException {
        origin = FakeOrigin.start(FakeOrigin.each(this::answer));
    }

    static TaggedOrigin start() throws IOException {
        return new TaggedOrigin();
    }

    FakeOrigin origin() {
        return origin;
    }

    /** Holds the second half of every body, or the 304, from the next request on. */
    CountDownLatch hold() {
        CountDownLatch latch = new CountDownLatch(1);
        hold = latch;
        return latch;
    }

    /** Answers validations with a new version from now on. */
    void changes() {
        confirms = false;
    }

    /** Names another tag when it confirms, from now on. */
    void confirmsWithTag(String tag) {
        confirmedTag = tag;
    }

    /** Answers 503 from now on. */
    void fails() {
        fails = true;
    }

    /** Adds field lines to whole answers, each ended by CR LF. */
    void adds(String lines) {
        fields = lines;
    }

    int requests() {
        return origin.requests().size();
    }

    private void answer(Conversation.Request request, Conversation with)
            throws IOException, InterruptedException {
        CountDownLatch held = hold;
        boolean validates = confirms && request.field("If-None-Match") != null;
        if (validates) {
            await(held);
        }
        if (fails) {
            with.send("HTTP/1.1 503 Oh\r\nContent-Length: 0\r\n\r\n");
        } else if (validates) {
            with.send(
                    "HTTP/1.1 304 Not Modified\r\nETag: \"e\"\r\nCache-Tag: "
                            + confirmedTag
                            + "\r\n\r\n");
        } else {
            String head =
                    "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nETag: \"e\"\r\n"
                            + "Cache-Tag: t\r\n"
                            + fields
                            + "Content-Length: 4\r\n\r\n";
            String body = "v" + String.format("%03d", served.incrementAndGet());
            with.send(head + body.substring(0, 2));
            await(held);
            with.send(body.substring(2));
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody let the origin go on");
        }
    }

    @Override
    public void close() {
        hold.countDown();
        origin.close();
    }
}

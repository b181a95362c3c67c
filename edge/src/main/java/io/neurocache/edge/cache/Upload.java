package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.CacheControl;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.Freshness;
import io.neurocache.edge.rules.HopByHop;
import io.neurocache.edge.rules.HttpDate;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.rules.StorePolicy;
import io.neurocache.edge.rules.Times;
import io.neurocache.edge.store.ObjectWriter;
import io.neurocache.edge.store.StoredHead;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An object put by a client: {@code PUT /cache/{key}}. Its bytes go into the slab as they arrive,
 * and it is found under its key from the moment it is whole; then the client gets its answer.
 *
 * <p>Event loop only: the exchange's.
 */
final class Upload implements Exchange.BodyReceiver, Exchange.Listener {
    /** What nobody said is fresh for as long as it is cached: nobody else could renew it. */
    private static final long FOR_EVER_MILLIS = CacheControl.MAX_DELTA_SECONDS * 1000;

    private static final String[] KEPT = {
        "Content-Type",
        "Content-Encoding",
        "Content-Language",
        "Content-Disposition",
        "Cache-Control",
        "CDN-Cache-Control",
        "Expires",
        "Cache-Tag",
        "Surrogate-Key",
        "Access-Control-Allow-Origin",
        "Link",
        "X-Content-Type-Options",
    };

    private final Cache cache;
    private final Exchange exchange;
    private final Subject subject;
    private final WriteCondition condition;
    private final Fields kept;
    private final ObjectWriter writer;
    private boolean over;

    private Upload(Cache cache, Exchange exchange, Subject subject, WriteCondition condition) {
        this.cache = cache;
        this.exchange = exchange;
        this.subject = subject;
        this.condition = condition;
        this.kept = kept(exchange.request().fields(), cache.clock().millis());
        this.writer =
                cache.store().writer(subject.keyBytes(), meta(cache), exchange.requestBodyLength());
    }

    /** Takes an upload, or refuses it before its body is sent. */
    static void start(Cache cache, Exchange exchange, Subject subject) {
        WriteCondition condition = new WriteCondition(cache, exchange, subject);
        if (exchange.request().fields().contains("Content-Range")) {
            cache.answers().text(exchange, 400, "A part of an object cannot be put.");
        } else if (exchange.requestBodyLength() > maxBytes(cache)) {
            tooLarge(cache, exchange);
        } else if (!condition.getAsBoolean()) {
            // Asked again when the body is here: others may write meanwhile.
            cache.answers().preconditionFailed(exchange);
        } else {
            Upload upload = new Upload(cache, exchange, subject, condition);
            exchange.listen(upload);
            exchange.receiveBody(upload);
        }
    }

    private static Fields kept(Fields sent, long now) {
        Fields endToEnd = HopByHop.endToEnd(sent);
        Fields.Builder kept = Fields.builder();
        for (String name : KEPT) {
            endToEnd.all(name).forEach(value -> kept.add(name, value));
        }
        String tag = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        kept.add("Date", HttpDate.format(now));
        kept.add("Last-Modified", HttpDate.format(now));
        kept.add("ETag", '"' + tag + '"');
        return kept.add("Accept-Ranges", "bytes").build();
    }

    private byte[] meta(Cache cache) {
        Freshness freshness = freshness(kept, cache.clock().millis());
        return StoredHead.encode(StoredHead.Provenance.UPLOAD, 200, freshness, kept);
    }

    private static Freshness freshness(Fields fields, long now) {
        Freshness stated = stated(fields, now);
        return stated.source() == Freshness.Source.EXPLICIT
                ? stated
                : new Freshness(
                        now, 0, FOR_EVER_MILLIS, 0, 0, false, false, Freshness.Source.DEFAULT);
    }

    private static Freshness stated(Fields fields, long now) {
        return Freshness.of(
                new ResponseHead(200, fields), new Times(now, now), StorePolicy.DEFAULT);
    }

    @Override
    public void data(ByteBuf data) {
        try {
            if (!over) {
                write(data);
            }
        } finally {
            data.release();
        }
    }

    private void write(ByteBuf data) {
        if (writer.written() + data.readableBytes() > maxBytes(cache)) {
            abandon();
            tooLarge(cache, exchange);
            return;
        }
        switch (writer.write(data)) {
            case OK -> {}
            case FULL -> noRoom();
            case TOO_LARGE -> {
                abandon();
                tooLarge(cache, exchange);
            }
        }
    }

    @Override
    public void end(Fields trailers) {
        if (over) {
            return;
        }
        switch (cache.variants().put(writer, subject.key(), condition)) {
            case CREATED -> stored(201);
            case REPLACED -> stored(204);
            case NO_ROOM -> noRoom();
            case CONDITION_FAILED -> {
                abandon();
                cache.answers().preconditionFailed(exchange);
            }
        }
    }

    private void stored(int status) {
        over = true;
        cache.counters().stored.increment();
        String tag = Objects.requireNonNull(kept.first("ETag"));
        cache.answers().empty(exchange, status, Fields.of("ETag", tag));
    }

    @Override
    public void failed(String reason) {
        abandon();
    }

    @Override
    public void writable() {
        // The answer is one small head: there is nothing to go on with.
    }

    @Override
    public void closed(boolean complete) {
        abandon();
    }

    private void noRoom() {
        abandon();
        cache.counters().notStored.increment();
        cache.answers().text(exchange, 507, "The cache has no room for this object.");
    }

    private void abandon() {
        if (!over) {
            over = true;
            writer.abort();
        }
    }

    private static void tooLarge(Cache cache, Exchange exchange) {
        String text = "An object may have at most " + maxBytes(cache) + " bytes.";
        cache.answers().text(exchange, 413, text);
    }

    private static long maxBytes(Cache cache) {
        return Math.min(cache.store().maxBodyBytes(), cache.limits().maxBodyBytes());
    }
}

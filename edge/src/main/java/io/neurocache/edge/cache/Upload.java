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
import io.neurocache.slab.Slab;
import java.util.HexFormat;
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
    private final ObjectWriter writer;
    private boolean over;

    private Upload(Cache cache, Exchange exchange, Subject subject, ObjectWriter writer) {
        this.cache = cache;
        this.exchange = exchange;
        this.subject = subject;
        this.writer = writer;
    }

    /** Takes an upload, or refuses it before its body is sent. */
    static void start(Cache cache, Exchange exchange, Subject subject) {
        Fields fields = exchange.request().fields();
        long length = exchange.requestBodyLength();
        if (fields.contains("Content-Range")) {
            cache.answers().text(exchange, 400, "A part of an object cannot be put.");
        } else if (length > maxBytes(cache)) {
            tooLarge(cache, exchange);
        } else {
            byte[] meta = meta(cache, fields);
            ObjectWriter writer = cache.store().writer(subject.keyBytes(), meta, length);
            Upload upload = new Upload(cache, exchange, subject, writer);
            exchange.listen(upload);
            exchange.receiveBody(upload);
        }
    }

    private static byte[] meta(Cache cache, Fields sent) {
        long now = cache.clock().millis();
        Fields endToEnd = HopByHop.endToEnd(sent);
        Fields.Builder kept = Fields.builder();
        for (String name : KEPT) {
            endToEnd.all(name).forEach(value -> kept.add(name, value));
        }
        String tag = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        kept.add("Date", HttpDate.format(now));
        kept.add("Last-Modified", HttpDate.format(now));
        kept.add("ETag", '"' + tag + '"');
        kept.add("Accept-Ranges", "bytes");
        Fields fields = kept.build();
        return StoredHead.encode(StoredHead.Provenance.UPLOAD, 200, freshness(fields, now), fields);
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
        over = true;
        boolean replaced = cache.variants().exists(subject.keyBytes());
        long handle = writer.commit();
        if (handle == Slab.NONE) {
            cache.counters().notStored.increment();
            cache.answers().text(exchange, 507, "The cache has no room for this object.");
            return;
        }
        cache.store().slab().release(handle);
        cache.counters().stored.increment();
        cache.answers().empty(exchange, replaced ? 204 : 201, Fields.EMPTY);
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

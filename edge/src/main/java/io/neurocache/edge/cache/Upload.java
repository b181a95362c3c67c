package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.insight.Observer;
import io.neurocache.edge.peer.BodyDigest;
import io.neurocache.edge.placement.Directory;
import io.neurocache.edge.rules.CacheControl;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.Freshness;
import io.neurocache.edge.rules.HopByHop;
import io.neurocache.edge.rules.HttpDate;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.rules.Storability;
import io.neurocache.edge.rules.StorePolicy;
import io.neurocache.edge.rules.Times;
import io.neurocache.edge.store.ObjectWriter;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.edge.store.StoredKey;
import io.neurocache.slab.Slab;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An object put by a client: {@code PUT /cache/{key}}. Its bytes go into the slab as they arrive.
 * When they are whole the object is put aside in the slab, and the key is purged on every edge;
 * when that is done, and not before, the object is found under its key and the client gets its
 * answer. So nobody sees the new version and then the old one, and a kill in between loses neither
 * ({@link PendingPuts}).
 *
 * <p>A client that leaves while the key is being purged has its object published all the same: what
 * it replaces is gone already.
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
    private final BodyDigest digest = new BodyDigest();
    private final long startNanos = System.nanoTime();
    private Phase phase = Phase.RECEIVING;

    /** Its place among those that put the key now; while it is {@link Phase#ORDERING}. */
    private int place;

    /** The object with a reference, once it lies aside. */
    private long aside = Slab.NONE;

    private enum Phase {
        /** The body comes. */
        RECEIVING,
        /** It is whole, and waits for other writes of its key and for its order. */
        ORDERING,
        OVER
    }

    private Upload(Cache cache, Exchange exchange, Subject subject, WriteCondition condition) {
        this.cache = cache;
        this.exchange = exchange;
        this.subject = subject;
        this.condition = condition;
        this.kept = kept(exchange.request().fields(), cache.clock().millis());
        this.writer =
                cache.store().headlessWriter(subject.keyBytes(), exchange.requestBodyLength());
    }

    /** Takes an upload, or refuses it before its body is sent. */
    static void start(Cache cache, Exchange exchange, Subject subject) {
        WriteCondition condition = new WriteCondition(cache, exchange, subject);
        if (exchange.request().fields().contains("Content-Range")) {
            cache.answers().text(exchange, 400, "A part of an object cannot be put.");
        } else if (exchange.requestBodyLength() > maxBytes(cache)) {
            tooLarge(cache, exchange);
        } else if (!condition.holds()) {
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

    /** What is stored of another edge's copy of an object that was put there. */
    static Storability.Store storable(ResponseHead received, Times times) {
        Freshness stated = Freshness.of(received, times, StorePolicy.DEFAULT);
        Fields fields = HopByHop.endToEnd(received.fields()).toBuilder().remove("Age").build();
        Freshness freshness =
                stated.source() == Freshness.Source.EXPLICIT
                        ? stated
                        : forEver(times.responseTimeMillis());
        return new Storability.Store(new ResponseHead(received.status(), fields), freshness);
    }

    private static Freshness forEver(long now) {
        return new Freshness(now, 0, FOR_EVER_MILLIS, 0, 0, false, false, Freshness.Source.DEFAULT);
    }

    private byte[] meta(long born) {
        Freshness freshness = freshness(kept, cache.clock().millis());
        return StoredHead.encode(StoredHead.Provenance.UPLOAD, 200, freshness, born, kept);
    }

    private static Freshness freshness(Fields fields, long now) {
        Freshness stated = stated(fields, now);
        return stated.source() == Freshness.Source.EXPLICIT ? stated : forEver(now);
    }

    private static Freshness stated(Fields fields, long now) {
        return Freshness.of(
                new ResponseHead(200, fields), new Times(now, now), StorePolicy.DEFAULT);
    }

    @Override
    public void data(ByteBuf data) {
        try {
            if (phase == Phase.RECEIVING) {
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
        digest.update(data);
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
        if (phase != Phase.RECEIVING) {
            return;
        }
        byte[] key = StoredKey.ofPut(subject.keyBytes(), 0);
        if (!cache.store().fits(key, meta(0), writer.written())) {
            // Said before the old one is gone: a head of some hundred field lines, for example.
            noRoom();
            return;
        }
        phase = Phase.ORDERING;
        boolean entered =
                cache.writes()
                        .enter(
                                subject.key(),
                                condition.manner(),
                                work -> Ordering.later(exchange, work),
                                this::order);
        if (!entered) {
            abandon();
            cache.answers().overloaded(exchange);
        }
    }

    private void order() {
        if (!condition.holds()) {
            cache.writes().leave(subject.key());
            abandon();
            cache.answers().preconditionFailed(exchange);
            return;
        }
        // Awaited first: what is noted as lying aside is left alone while somebody waits for it.
        place = cache.variants().await(subject.key());
        aside = writer.commit(StoredKey.ofPut(subject.keyBytes(), place), meta(0));
        if (aside == Slab.NONE) {
            leave();
            noRoom();
            return;
        }
        cache.store().slab().setAside(aside);
        cache.ordering().supersede(exchange, held(), this::ordered);
    }

    private Directory.Held held() {
        long now = cache.clock().millis();
        long expires = now / 1000 + freshness(kept, now).ttlSeconds(now);
        Directory.Content content =
                new Directory.Content(writer.written(), digest.finish(), Math.max(0, expires));
        return new Directory.Held(subject.key(), content);
    }

    private void ordered(Cluster.Outcome outcome) {
        switch (outcome) {
            case Cluster.Outcome.Done(long index, boolean isFound) -> publish(index, isFound);
            case Cluster.Outcome.Unknown unknown -> {
                boolean isNever =
                        switch (unknown.reason()) {
                            case REFUSED, OVERLOADED -> true;
                            case NO_LEADER, TIMEOUT -> false;
                        };
                phase = Phase.OVER;
                if (isNever) {
                    cache.store().slab().remove(aside);
                } else {
                    cache.pendingPuts().note(subject.key());
                }
                leave();
                cache.ordering().unknown(exchange, unknown);
            }
        }
    }

    private void publish(long index, boolean isFound) {
        Invalidations orders = cache.cluster().invalidations();
        Variants.Put put = cache.variants().put(aside, meta(index), subject.key(), index, orders);
        if (put == Variants.Put.NO_ROOM) {
            // The cluster believes that it is here: tried again, or told that it is not.
            cache.pendingPuts().note(subject.key());
        }
        leave();
        phase = Phase.OVER;
        switch (put) {
            case CREATED -> stored(isFound ? 204 : 201);
            case REPLACED -> stored(204);
            case SUPERSEDED -> {
                // It was there, and was forgotten by an order that came after its own.
                cache.counters().superseded.increment();
                answer(isFound ? 204 : 201);
            }
            case NO_ROOM -> noRoom();
        }
    }

    private void leave() {
        if (aside != Slab.NONE) {
            cache.store().slab().release(aside);
        }
        cache.variants().settled(subject.key(), place);
        cache.writes().leave(subject.key());
    }

    private void stored(int status) {
        cache.counters().stored.increment();
        long micros = Telling.microsSince(startNanos);
        Observer.Filling how =
                new Observer.Filling(writer.written(), Observer.Filling.CLIENT, micros);
        cache.telling().stored(subject, Observer.NO_ID, how);
        answer(status);
    }

    private void answer(int status) {
        String tag = Objects.requireNonNull(kept.first("ETag"));
        cache.answers().empty(exchange, status, Fields.of("ETag", tag));
    }

    @Override
    public void failed(String reason) {
        abandonBody();
    }

    @Override
    public void writable() {
        // The answer is one small head: there is nothing to go on with.
    }

    @Override
    public void closed(boolean complete) {
        abandonBody();
    }

    private void noRoom() {
        abandon();
        cache.counters().notStored.increment();
        cache.answers().text(exchange, 507, "The cache has no room for this object.");
    }

    /** Gives the object up, unless it is whole. */
    private void abandonBody() {
        if (phase == Phase.RECEIVING) {
            abandon();
        }
    }

    private void abandon() {
        phase = Phase.OVER;
        writer.abort();
    }

    private static void tooLarge(Cache cache, Exchange exchange) {
        String text = "An object may have at most " + maxBytes(cache) + " bytes.";
        cache.answers().text(exchange, 413, text);
    }

    private static long maxBytes(Cache cache) {
        return Math.min(cache.store().maxBodyBytes(), cache.limits().maxBodyBytes());
    }
}

package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.ByteRanges;
import io.neurocache.edge.rules.CacheStatus;
import io.neurocache.edge.rules.Conditional;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.PeerAnswer;
import io.neurocache.edge.rules.PeerQuestion;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.store.StoredHead;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request with a stored response: the whole of it, one range or several, or that it has
 * not changed.
 *
 * <p>Event loop only: the exchange's.
 */
final class Responder {
    private static final String[] PRECONDITIONS = {
        "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since"
    };

    /** Age, Cache-Status, Content-Length and Content-Range. */
    private static final int MAX_OWN_LINES = 4;

    private final Clock clock;
    private final EdgeCounters counters;
    private final IntSupplier self;

    /**
     * Makes one.
     *
     * @param self this edge's id in its cluster
     */
    Responder(Clock clock, EdgeCounters counters, IntSupplier self) {
        this.clock = clock;
        this.counters = counters;
        this.self = self;
    }

    /**
     * Sends an answer; the selected response passes to it.
     *
     * @param asker the edge that asks, or null
     * @param cacheStatus how the request was handled
     * @param sentBytes where bytes of bodies are counted that go to clients
     */
    void send(
            Exchange exchange,
            @Nullable PeerQuestion asker,
            Selected selected,
            CacheStatus cacheStatus,
            LongAdder sentBytes) {
        RequestHead request = exchange.request();
        long now = clock.millis();
        Fields.Builder fields = Fields.builder(MAX_OWN_LINES);
        fields.add("Age", Long.toString(selected.head().freshness().currentAgeSeconds(now)));
        if (asker == null) {
            fields.add(CacheStatus.NAME, cacheStatus.after(null));
        } else {
            fields.add(PeerQuestion.NAME, answer(selected.head(), cacheStatus).fieldValue());
        }
        LongAdder counted = asker == null ? sentBytes : counters.bytesToPeers;
        Reply reply = new Reply(exchange, selected, fields, counted);
        if (hasPrecondition(request.fields()) && answerPrecondition(reply, now)) {
            return;
        }
        boolean ranged = selected.length() > 0 && request.fields().contains("Range");
        ByteRanges.Selection selection =
                ranged
                        ? ByteRanges.select(request, headOf(selected), selected.length(), now)
                        : new ByteRanges.Whole();
        switch (selection) {
            case ByteRanges.Whole() -> whole(reply);
            case ByteRanges.Single single -> single(reply, single);
            case ByteRanges.Multi multi -> multi(reply, multi);
            case ByteRanges.Unsatisfiable() -> unsatisfiable(reply);
        }
    }

    private PeerAnswer answer(StoredHead head, CacheStatus cacheStatus) {
        return new PeerAnswer(
                self.getAsInt(),
                head.born(),
                cacheStatus instanceof CacheStatus.Forwarded,
                head.provenance() == StoredHead.Provenance.UPLOAD);
    }

    /** What an answer is made of. */
    private record Reply(
            Exchange exchange, Selected selected, Fields.Builder fields, LongAdder sentBytes) {}

    private static boolean hasPrecondition(Fields fields) {
        for (String name : PRECONDITIONS) {
            if (fields.contains(name)) {
                return true;
            }
        }
        return false;
    }

    private static ResponseHead headOf(Selected selected) {
        return new ResponseHead(selected.head().status(), selected.head().fields());
    }

    private static boolean answerPrecondition(Reply reply, long now) {
        Selected selected = reply.selected();
        // What was put here is our own; for the rest the origin alone judges If-Match.
        Conditional.Role role =
                selected.head().provenance() == StoredHead.Provenance.UPLOAD
                        ? Conditional.Role.ORIGIN
                        : Conditional.Role.CACHE;
        RequestHead request = reply.exchange().request();
        return switch (Conditional.evaluate(request, headOf(selected), role, now)) {
            case PROCEED -> false;
            case NOT_MODIFIED -> {
                Fields fields = Conditional.notModifiedFields(selected.head().fields());
                headOnly(reply, 304, fields);
                yield true;
            }
            case PRECONDITION_FAILED -> {
                reply.fields().add("Content-Length", "0");
                headOnly(reply, 412, Fields.EMPTY);
                yield true;
            }
        };
    }

    private static void headOnly(Reply reply, int status, Fields more) {
        reply.selected().release();
        // Those of the origin first: its Cache-Status stands before ours.
        Fields fields = more.toBuilder().addAll(reply.fields().build()).build();
        ResponseHead head = new ResponseHead(status, fields);
        reply.exchange().respond(head, Unpooled.EMPTY_BUFFER, false);
    }

    private static void whole(Reply reply) {
        Selected selected = reply.selected();
        if (selected.length() >= 0 && selected.head().status() != 204) {
            reply.fields().add("Content-Length", Long.toString(selected.length()));
        }
        if (respond(reply, selected.head().status()) && !sentAtOnce(reply)) {
            boolean known = selected.length() >= 0;
            follow(reply, BodyPart.whole(known ? selected.length() : BodyPart.TO_THE_END), "");
        }
    }

    /** Hands a body over that lies together and is small, as most are: nothing is left to do. */
    private static boolean sentAtOnce(Reply reply) {
        Exchange exchange = reply.exchange();
        ByteBuf bytes =
                exchange.isWritable()
                        ? reply.selected().body().takeWhole(BodySender.CHUNK_BYTES)
                        : null;
        if (bytes == null) {
            return false;
        }
        reply.sentBytes().add(bytes.readableBytes());
        exchange.writeBody(bytes);
        exchange.finish(Fields.EMPTY);
        return true;
    }

    private static void single(Reply reply, ByteRanges.Single part) {
        long length = reply.selected().length();
        reply.fields().add("Content-Range", ByteRanges.contentRange(part, length));
        reply.fields().add("Content-Length", Long.toString(part.length()));
        if (respond(reply, 206)) {
            follow(reply, List.of(new BodyPart("", part.first(), part.length())), "");
        }
    }

    private static void multi(Reply reply, ByteRanges.Multi multi) {
        Selected selected = reply.selected();
        String boundary = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        Fields own = selected.head().fields();
        String type = own.first("Content-Type");
        List<BodyPart> parts = new ArrayList<>();
        for (ByteRanges.Single part : multi.parts()) {
            String before = ByteRanges.partHead(boundary, type, part, selected.length());
            parts.add(new BodyPart(before, part.first(), part.length()));
        }
        long total = ByteRanges.multipartLength(boundary, type, multi, selected.length());
        Fields.Builder fields = own.toBuilder().addAll(reply.fields().build());
        fields.set("Content-Type", ByteRanges.multipartType(boundary));
        fields.add("Content-Length", Long.toString(total));
        selected.block().release();
        ResponseHead head = new ResponseHead(206, fields.build());
        reply.exchange().respond(head, Unpooled.EMPTY_BUFFER, true);
        follow(reply, parts, ByteRanges.multipartEnd(boundary));
    }

    private static void unsatisfiable(Reply reply) {
        long length = reply.selected().length();
        reply.fields().add("Content-Range", ByteRanges.unsatisfiedContentRange(length));
        reply.fields().add("Content-Length", "0");
        headOnly(reply, 416, Fields.EMPTY);
    }

    /** Sends the head with its stored lines as they lie; false when no body is to follow. */
    private static boolean respond(Reply reply, int status) {
        Selected selected = reply.selected();
        Exchange exchange = reply.exchange();
        boolean bodyFollows = selected.length() != 0 && !exchange.request().method().equals("HEAD");
        if (selected.head().hasCacheStatus()) {
            // The origin's entry must stand before ours, so the lines are taken apart.
            selected.block().release();
            Fields own = selected.head().fields();
            Fields fields = own.toBuilder().addAll(reply.fields().build()).build();
            exchange.respond(new ResponseHead(status, fields), Unpooled.EMPTY_BUFFER, bodyFollows);
        } else {
            ResponseHead head = new ResponseHead(status, reply.fields().build());
            exchange.respond(head, selected.block(), bodyFollows);
        }
        if (!bodyFollows) {
            selected.body().release();
        }
        return bodyFollows;
    }

    private static void follow(Reply reply, List<BodyPart> parts, String after) {
        BodySource body = reply.selected().body();
        BodySender sender = new BodySender(reply.exchange(), body, parts, after, reply.sentBytes());
        reply.exchange().listen(sender);
        body.follow(sender);
    }
}

package io.neurocache.edge.peer;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.origin.BodylessCall;
import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.origin.OriginFailure.Kind;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.slab.Check;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that outlives its sources: they are asked one after the other, each at most once, and its
 * listener hears one response with one uninterrupted body. Event loop only.
 *
 * <ul>
 *   <li>A source that fails before its head, or whose head is not accepted, is followed by the
 *       next.
 *   <li>When a source dies within the body at byte N, the next is asked for {@code bytes=N-}. It
 *       goes on only if it has the same object: the same strong entity tag or the same digest, and
 *       no mark that differs; a 206 that begins at N, ends where the first response would have, and
 *       names the same length.
 *   <li>A source that sends more or less than its head announced counts as one that died.
 *   <li>When nothing but the end is missing of a body whose length is known, it is complete.
 * </ul>
 *
 * <p>A response without such a mark, to another method than GET, or with another status than 200
 * and 206 is not continued: its failure is the call's.
 */
public final class ResumingCall implements BodylessCall {
    /** Conditions on what the client has: the answer to the rest of a body must not be a 304. */
    private static final List<String> CONDITIONS =
            List.of(
                    "If-Match",
                    "If-None-Match",
                    "If-Modified-Since",
                    "If-Unmodified-Since",
                    "If-Range");

    private final RequestHead request;
    private final OriginListener listener;
    private final Iterator<BodySource> sources;

    private @Nullable Attempt current;
    private boolean headGiven;

    /** The status of the first head, and what it carries; null when it cannot be continued. */
    private int status;

    private @Nullable ServedPart part;

    /** Offset in the object of the next byte for the listener. */
    private long position;

    /** Offset after the last byte the listener is to get, or {@link ServedPart#UNKNOWN}. */
    private long end = ServedPart.UNKNOWN;

    /** What ended the first source that had begun the body. */
    private @Nullable OriginFailure interruption;

    private boolean paused;
    private boolean over;

    private ResumingCall(List<BodySource> sources, RequestHead request, OriginListener listener) {
        this.sources = sources.iterator();
        this.request = request;
        this.listener = listener;
    }

    /**
     * Asks the first source.
     *
     * @param sources in the order to ask them, at least one
     * @param request without a body
     * @throws IllegalArgumentException when the first source cannot be sent the request
     */
    public static OriginCall start(
            List<BodySource> sources, RequestHead request, OriginListener listener) {
        Check.argument(!sources.isEmpty(), "a call needs a source");
        ResumingCall call = new ResumingCall(List.copyOf(sources), request, listener);
        call.ask(call.sources.next(), request);
        return call;
    }

    private void ask(BodySource source, RequestHead what) {
        Attempt attempt = new Attempt(source, what);
        current = attempt;
        OriginCall call = source.start(what, attempt);
        attempt.call = call;
        if (paused) {
            call.pause();
        }
    }

    /** Asks the next source for what is missing, or tells the listener that there is none. */
    private void next(OriginFailure why) {
        current = null;
        OriginFailure last = why;
        RequestHead what = position > from() ? rest() : request;
        while (sources.hasNext()) {
            BodySource source = sources.next();
            try {
                ask(source, what);
                return;
            } catch (IllegalArgumentException refused) {
                last =
                        new OriginFailure(
                                Kind.MALFORMED,
                                source.name(),
                                "it cannot be asked: " + refused.getMessage());
            }
        }
        over = true;
        current = null;
        listener.failed(interruption == null ? last : notContinued(interruption, last));
    }

    private static OriginFailure notContinued(OriginFailure first, OriginFailure last) {
        if (first.equals(last)) {
            return first;
        }
        String detail =
                first.detail() + "; not continued by " + last.origin() + ": " + last.detail();
        return new OriginFailure(first.kind(), first.origin(), detail);
    }

    private long from() {
        ServedPart known = part;
        return known == null ? 0 : known.from();
    }

    private RequestHead rest() {
        String last = end == ServedPart.UNKNOWN || isToTheEnd() ? "" : Long.toString(end - 1);
        Fields.Builder fields = request.fields().toBuilder();
        CONDITIONS.forEach(fields::remove);
        fields.set("Range", "bytes=" + position + '-' + last);
        return request.withFields(fields.build());
    }

    private boolean isToTheEnd() {
        ServedPart known = part;
        return known != null && known.length() == end;
    }

    /** A source has ended without having given all. */
    private void sourceFailed(OriginFailure failure) {
        if (!headGiven) {
            next(failure);
        } else if (end >= 0 && position == end) {
            // The bytes are all there; only the word that they are was lost.
            complete(Fields.EMPTY);
        } else {
            if (interruption == null) {
                interruption = failure;
            }
            ServedPart known = part;
            if (known != null && known.isIdentified()) {
                next(failure);
            } else {
                over = true;
                current = null;
                listener.failed(failure);
            }
        }
    }

    private void complete(Fields trailers) {
        over = true;
        current = null;
        listener.end(trailers);
    }

    @Override
    public void pause() {
        paused = true;
        Attempt busy = current;
        if (busy != null && busy.call != null) {
            busy.call.pause();
        }
    }

    @Override
    public void resume() {
        paused = false;
        Attempt busy = current;
        if (busy != null && busy.call != null) {
            busy.call.resume();
        }
    }

    @Override
    public void cancel() {
        Attempt busy = current;
        over = true;
        current = null;
        if (busy != null) {
            busy.cancel();
        }
    }

    /** One source's turn. What it says afterwards is not heard. */
    private final class Attempt implements OriginListener {
        private final BodySource source;
        private final RequestHead asked;
        private @Nullable OriginCall call;

        Attempt(BodySource source, RequestHead asked) {
            this.source = source;
            this.asked = asked;
        }

        private boolean isCurrent() {
            return !over && current == this;
        }

        void cancel() {
            if (call != null) {
                call.cancel();
            }
        }

        /** Ends the turn of a source that does not know yet that it has failed. */
        private void refuse(Kind kind, String detail) {
            cancel();
            sourceFailed(new OriginFailure(kind, source.name(), detail));
        }

        @Override
        public void interim(ResponseHead head) {
            if (isCurrent() && !headGiven) {
                listener.interim(head);
            }
        }

        @Override
        public void head(ResponseHead head, long bodyLength) {
            if (!isCurrent()) {
                return;
            }
            if (headGiven) {
                continuedBy(head, bodyLength);
            } else if (!source.accepts(head)) {
                refuse(Kind.UNREACHABLE, "it has no answer: status " + head.status());
            } else {
                begunBy(head, bodyLength);
            }
        }

        private void begunBy(ResponseHead head, long bodyLength) {
            ServedPart carried = ServedPart.of(asked, head, bodyLength);
            headGiven = true;
            status = head.status();
            part = carried;
            position = from();
            end = carried == null ? bodyLength : carried.end();
            listener.head(head, bodyLength);
        }

        private void continuedBy(ResponseHead head, long bodyLength) {
            ServedPart known = part;
            ServedPart carried = ServedPart.of(asked, head, bodyLength);
            boolean repeated = position == from();
            boolean fits =
                    known != null
                            && carried != null
                            && head.status() == (repeated ? status : 206)
                            && carried.from() == position
                            && known.isSameObject(carried)
                            && endsAsBegun(carried);
            if (known == null || carried == null || !fits) {
                refuse(Kind.MALFORMED, "it has another object, or not the rest of this one");
                return;
            }
            part = known.completedBy(carried);
            if (end == ServedPart.UNKNOWN) {
                end = carried.end();
            }
        }

        /** Whether a part ends where the body does, or at the end of the object if that is open. */
        private boolean endsAsBegun(ServedPart carried) {
            return end == ServedPart.UNKNOWN
                    ? carried.end() == carried.length()
                    : carried.end() == end;
        }

        @Override
        public void data(ByteBuf data) {
            if (!isCurrent()) {
                data.release();
                return;
            }
            int bytes = data.readableBytes();
            if (end >= 0 && bytes > end - position) {
                data.release();
                refuse(Kind.MALFORMED, "it sends more than it announced");
                return;
            }
            position += bytes;
            listener.data(data);
        }

        @Override
        public void end(Fields trailers) {
            if (!isCurrent()) {
                return;
            }
            if (end >= 0 && position < end) {
                sourceFailed(
                        new OriginFailure(
                                Kind.TRUNCATED, source.name(), "it ended before its length"));
            } else {
                complete(trailers);
            }
        }

        @Override
        public void failed(OriginFailure failure) {
            if (isCurrent()) {
                sourceFailed(failure);
            }
        }

        /** There is no body to send. */
        @Override
        public void writable() {}
    }
}

package io.neurocache.edge.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.origin.OriginFailure.Kind;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.rules.ByteRanges;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A source without sockets, driven step by step: it holds one object, serves ranges of it, and dies
 * when it is told to. Confined to one thread.
 */
final class FakeSource implements BodySource {
    /** How a source behaves. */
    enum Manner {
        /** Keeps the rules, and dies where it is to. */
        HONEST,
        /** Fails before its head. */
        DEAD,
        /** Answers 404. */
        EMPTY_HANDED,
        /** Answers a range with the whole object. */
        IGNORES_RANGES,
        /** Sends one byte more than announced. */
        SENDS_MORE,
        /** Ends one byte early as if it were complete. */
        ENDS_EARLY,
        /** Answers a range with one that begins a byte later. */
        MISSES_THE_START,
        /** Refuses every request as one it cannot be sent. */
        REFUSES
    }

    static final int NEVER = Integer.MAX_VALUE;

    final List<RequestHead> asked = new ArrayList<>();
    int cancelled;
    private final String name;
    private final byte[] object;
    private final Manner manner;
    private final Fields marks;
    private final boolean announcesLength;
    private final int chunk;

    /** Bytes of body after which it dies. */
    private final int diesAfter;

    private final Queue<Runnable> steps;

    FakeSource(Spec spec, byte[] object, Fields marks, Queue<Runnable> steps) {
        this.name = spec.name;
        this.manner = spec.manner;
        this.announcesLength = spec.announcesLength;
        this.chunk = spec.chunk;
        this.diesAfter = spec.diesAfter;
        this.object = object;
        this.marks = marks;
        this.steps = steps;
    }

    /** What makes a source differ from others. */
    record Spec(String name, Manner manner, int diesAfter, int chunk, boolean announcesLength) {
        static Spec honest(String name) {
            return new Spec(name, Manner.HONEST, NEVER, 3, true);
        }

        static Spec dying(String name, int after) {
            return new Spec(name, Manner.HONEST, after, 3, true);
        }

        static Spec of(String name, Manner manner) {
            return new Spec(name, manner, NEVER, 3, true);
        }

        Spec withoutLength() {
            return new Spec(name, manner, diesAfter, chunk, false);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean accepts(ResponseHead head) {
        return head.status() != 404;
    }

    @Override
    public OriginCall start(RequestHead request, OriginListener listener) {
        if (manner == Manner.REFUSES) {
            throw new IllegalArgumentException("not to me");
        }
        asked.add(request);
        Call call = new Call(request, listener);
        steps.add(call::step);
        return call;
    }

    /** One response, an event at each step. */
    private final class Call implements OriginCall {
        private final OriginListener listener;
        private final Queue<Runnable> script = new ArrayDeque<>();
        private boolean paused;
        private boolean over;

        Call(RequestHead request, OriginListener listener) {
            this.listener = listener;
            script(request);
        }

        private void script(RequestHead request) {
            if (manner == Manner.DEAD) {
                script.add(() -> fail(Kind.UNREACHABLE));
                return;
            }
            if (manner == Manner.EMPTY_HANDED) {
                script.add(() ->
                        listener.head(new ResponseHead(404, Fields.of("Content-Length", "0")), 0));
                script.add(() -> end());
                return;
            }
            ByteRanges.Selection part =
                    manner == Manner.IGNORES_RANGES
                            ? new ByteRanges.Whole()
                            : ByteRanges.select(
                                    request, new ResponseHead(200, marks), object.length, 0);
            switch (part) {
                case ByteRanges.Whole _ -> serve(200, 0, object.length);
                case ByteRanges.Single one -> {
                    int skip = manner == Manner.MISSES_THE_START && one.length() > 1 ? 1 : 0;
                    serve(206, (int) one.first() + skip, (int) one.last() + 1);
                }
                case ByteRanges.Multi _, ByteRanges.Unsatisfiable _ ->
                        serve(416, object.length, object.length);
            }
        }

        private void serve(int status, int from, int to) {
            Fields.Builder fields = marks.toBuilder();
            if (status == 206) {
                fields.add(
                        "Content-Range",
                        ByteRanges.contentRange(
                                new ByteRanges.Single(from, to - 1), object.length));
            }
            long length = announcesLength || status != 200 ? to - from : -1;
            script.add(() -> listener.head(new ResponseHead(status, fields.build()), length));
            int given = 0;
            int early = manner == Manner.ENDS_EARLY ? 1 : 0;
            for (int at = from; at < to - early && given < diesAfter; at += chunk) {
                int size = Math.min(Math.min(chunk, to - early - at), diesAfter - given);
                int start = at;
                script.add(() -> listener.data(Unpooled.copiedBuffer(object, start, size)));
                given += size;
            }
            if (diesAfter != NEVER && given >= Math.min(diesAfter, to - from)) {
                script.add(() -> fail(Kind.TRUNCATED));
            } else {
                if (manner == Manner.SENDS_MORE) {
                    script.add(() -> listener.data(Unpooled.copiedBuffer(new byte[] {'!'})));
                }
                script.add(this::end);
            }
        }

        private void end() {
            over = true;
            listener.end(Fields.EMPTY);
        }

        private void fail(Kind kind) {
            over = true;
            listener.failed(new OriginFailure(kind, name, "it died"));
        }

        private void step() {
            if (paused || over) {
                return;
            }
            Runnable event = script.poll();
            if (event != null) {
                event.run();
                steps.add(this::step);
            }
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            if (paused) {
                paused = false;
                steps.add(this::step);
            }
        }

        @Override
        public void cancel() {
            over = true;
            cancelled++;
        }

        @Override
        public void sendBody(ByteBuf data) {
            data.release();
        }

        @Override
        public void endBody(Fields trailers) {}

        @Override
        public boolean isWritable() {
            return false;
        }
    }
}

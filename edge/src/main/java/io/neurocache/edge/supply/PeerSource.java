package io.neurocache.edge.supply;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.origin.BodylessCall;
import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.peer.BodyDigest;
import io.neurocache.edge.peer.BodySource;
import io.neurocache.edge.peer.PeerRing.Peer;
import io.neurocache.edge.placement.Directory.Content;
import io.neurocache.edge.placement.Directory.Known;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.PeerAnswer;
import io.neurocache.edge.rules.PeerQuestion;
import io.neurocache.edge.rules.ReprDigest;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Another edge, asked for an object.
 *
 * <p>Where the cluster knows what the object is, the answer is compared with it. A short body is
 * held back until that is done, so that the next source can be asked in its place and nobody sees
 * the wrong one; of a longer one, and where too much is held back already, the digest goes on with
 * the head, and whoever reads the whole of it finds out at the end.
 *
 * <p>Event loop only.
 */
final class PeerSource implements BodySource {
    /** A body up to here is held back until it has been compared. */
    private static final long HELD_BYTES = 256 * 1024;

    private final SupplyCall call;
    private final Peer peer;
    private final RequestHead question;
    private final @Nullable Known known;

    /** What the head that came last says; null where it is no answer. */
    private @Nullable PeerAnswer answer;

    /**
     * Makes one.
     *
     * @param question the request for it
     * @param known what the object is, as far as the cluster knows; or null
     */
    PeerSource(SupplyCall call, Peer peer, RequestHead question, @Nullable Known known) {
        this.call = call;
        this.peer = peer;
        this.question = question;
        this.known = known;
    }

    @Override
    public String name() {
        return peer.address().hostAndPort();
    }

    @Override
    public OriginCall start(RequestHead request, OriginListener listener) {
        call.supply().counters().peerCalls.increment();
        RequestHead part = Part.of(question, request.fields());
        Attempt attempt = new Attempt(listener);
        return attempt.begin(
                call.supply().peers().fetch(call.loop(), peer.address(), part, attempt));
    }

    @Override
    public boolean accepts(ResponseHead head) {
        return answer != null;
    }

    /** What the object is, if the cluster says that this edge holds it. */
    private @Nullable Content expected() {
        Known object = known;
        return object != null && object.holders().contains(peer.member()) ? object.content() : null;
    }

    /** One request to the edge: what comes is passed on to the one who asked, as soon as it may. */
    private final class Attempt implements OriginListener, BodylessCall {
        private final OriginListener asker;
        private @Nullable OriginCall under;
        private @Nullable HeldBody held;

        Attempt(OriginListener asker) {
            this.asker = asker;
        }

        OriginCall begin(OriginCall begun) {
            under = begun;
            return this;
        }

        private OriginCall under() {
            return Objects.requireNonNull(under, "the call has not begun");
        }

        @Override
        public void pause() {
            under().pause();
        }

        @Override
        public void resume() {
            under().resume();
        }

        @Override
        public void cancel() {
            drop();
            under().cancel();
        }

        private void drop() {
            HeldBody body = take();
            if (body != null) {
                body.release();
            }
        }

        /** What was held back, if anything was; its room is given back. */
        private @Nullable HeldBody take() {
            HeldBody body = held;
            held = null;
            if (body != null) {
                call.supply().heldBytes().give(body.length);
            }
            return body;
        }

        @Override
        public void interim(ResponseHead head) {
            asker.interim(head);
        }

        @Override
        public void head(ResponseHead head, long bodyLength) {
            PeerAnswer said = PeerAnswer.of(head.fields());
            Content content = expected();
            boolean counts =
                    said != null
                            && said.member() == peer.member()
                            && call.supply().isCurrent(call.key(), said, head.fields());
            if (said == null || !counts) {
                answer = null;
                asker.head(head, bodyLength);
                return;
            }
            answer = said;
            Fields.Builder fields = head.fields().toBuilder().remove(PeerQuestion.NAME);
            boolean isComparable =
                    content != null
                            && !said.isFetched()
                            && head.status() == 200
                            && content.size() == bodyLength;
            if (content == null || !isComparable) {
                give(new ResponseHead(head.status(), fields.build()), bodyLength, said);
            } else if (bodyLength <= HELD_BYTES && call.supply().heldBytes().take(bodyLength)) {
                ResponseHead passed = new ResponseHead(200, fields.build());
                held = new HeldBody(passed, bodyLength, content.digest(), said);
            } else {
                fields.set(ReprDigest.NAME, content.digest().fieldValue());
                give(new ResponseHead(200, fields.build()), bodyLength, said);
            }
        }

        private void give(ResponseHead head, long bodyLength, PeerAnswer said) {
            call.answeredBy(said);
            asker.head(head, bodyLength);
        }

        @Override
        public void data(ByteBuf data) {
            HeldBody body = held;
            if (body == null) {
                asker.data(data);
            } else {
                body.add(data);
            }
        }

        @Override
        public void end(Fields trailers) {
            HeldBody body = take();
            if (body == null) {
                asker.end(trailers);
            } else if (body.isRight()) {
                give(body.head, body.length, body.said);
                body.takePieces().forEach(asker::data);
                asker.end(trailers);
            } else {
                body.release();
                call.supply().counters().peerMismatches.increment();
                asker.failed(
                        new OriginFailure(
                                OriginFailure.Kind.MALFORMED,
                                name(),
                                "its object is not the one that the cluster knows"));
            }
        }

        @Override
        public void failed(OriginFailure failure) {
            drop();
            asker.failed(failure);
        }

        @Override
        public void writable() {
            asker.writable();
        }
    }

    /** A head and a short body that are not passed on before they are known to be right. */
    private static final class HeldBody {
        private final ResponseHead head;
        private final long length;
        private final ReprDigest expected;
        private final PeerAnswer said;
        private final BodyDigest digest = new BodyDigest();
        private final List<ByteBuf> pieces = new ArrayList<>(2);
        private long bytes;

        HeldBody(ResponseHead head, long length, ReprDigest expected, PeerAnswer said) {
            this.head = head;
            this.length = length;
            this.expected = expected;
            this.said = said;
        }

        /** Takes bytes; ownership passes. */
        void add(ByteBuf data) {
            bytes += data.readableBytes();
            if (bytes > length) {
                // More than was announced: it will not be right, and is not kept.
                data.release();
                return;
            }
            digest.update(data);
            pieces.add(data);
        }

        boolean isRight() {
            return bytes == length && digest.finish().equals(expected);
        }

        /** The pieces in order; ownership passes. */
        List<ByteBuf> takePieces() {
            List<ByteBuf> taken = List.copyOf(pieces);
            pieces.clear();
            return taken;
        }

        void release() {
            pieces.forEach(ByteBuf::release);
            pieces.clear();
        }
    }
}

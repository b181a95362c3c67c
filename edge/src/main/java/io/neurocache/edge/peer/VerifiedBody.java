package io.neurocache.edge.peer;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.origin.OriginFailure.Kind;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.ReprDigest;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.rules.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a call and its listener, and compares the body with the digest that its head or
 * trailers carry (RFC 9530 §3): a difference is a failure in place of the end. Event loop only.
 *
 * <p>Only a whole object can be compared: a 200 to a GET. Everything else passes unchanged, and so
 * does a body whose head carries no digest, and announces none for its trailers.
 */
public final class VerifiedBody implements OriginListener {
    private final String method;
    private final String source;
    private final OriginListener listener;
    private final BodyDigest digest = new BodyDigest();
    private boolean compared;
    private @Nullable ReprDigest announced;

    /**
     * Wraps a listener.
     *
     * @param method of the request
     * @param source who is named when the body is another one
     */
    public VerifiedBody(String method, String source, OriginListener listener) {
        this.method = method;
        this.source = source;
        this.listener = listener;
    }

    @Override
    public void interim(ResponseHead head) {
        listener.interim(head);
    }

    @Override
    public void head(ResponseHead head, long bodyLength) {
        announced = ReprDigest.of(head.fields());
        compared =
                head.status() == 200
                        && method.equals("GET")
                        && (announced != null || isTrailing(head.fields()));
        listener.head(head, bodyLength);
    }

    @Override
    public void data(ByteBuf data) {
        if (compared) {
            digest.update(data);
        }
        listener.data(data);
    }

    @Override
    public void end(Fields trailers) {
        if (!compared) {
            listener.end(trailers);
            return;
        }
        ReprDigest actual = digest.finish();
        ReprDigest trailing = ReprDigest.of(trailers);
        if (differs(announced, actual) || differs(trailing, actual)) {
            listener.failed(
                    new OriginFailure(
                            Kind.MALFORMED, source, "the body is not the one of its digest"));
            return;
        }
        listener.end(trailers);
    }

    private static boolean isTrailing(Fields head) {
        return Tokens.list(head, "Trailer").stream().anyMatch(ReprDigest.NAME::equalsIgnoreCase);
    }

    private static boolean differs(@Nullable ReprDigest said, ReprDigest actual) {
        return said != null && !said.equals(actual);
    }

    @Override
    public void failed(OriginFailure failure) {
        listener.failed(failure);
    }

    @Override
    public void writable() {
        listener.writable();
    }
}

package io.neurocache.edge.supply;

import io.netty.channel.EventLoop;
import io.neurocache.edge.origin.BodylessCall;
import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.peer.BodySource;
import io.neurocache.edge.peer.ResumingCall;
import io.neurocache.edge.peer.VerifiedBody;
import io.neurocache.edge.placement.Directory.Known;
import io.neurocache.edge.rules.PeerAnswer;
import io.neurocache.edge.rules.RequestHead;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call for an object, wherever it comes from.
 *
 * <pre>
 * LOCATING -- the cluster has said where it is, or has not in time --> ASKING
 * ASKING   -- a source has answered, or none has -------------------> (what the listener hears)
 * any      -- cancel ------------------------------------------------> OVER
 * </pre>
 *
 * <p>Event loop only.
 */
public final class SupplyCall implements BodylessCall {
    /** Raft answers in some 30 µs; where it does not, the object is looked for without it. */
    private static final long LOCATE_MILLIS = 50;

    private final Supply supply;
    private final EventLoop loop;
    private final Wanted wanted;
    private final OriginListener listener;
    private @Nullable OriginCall call;
    private @Nullable PeerAnswer answer;
    private boolean isLocated;
    private boolean paused;
    private boolean over;

    SupplyCall(Supply supply, EventLoop loop, Wanted wanted, OriginListener listener) {
        this.supply = supply;
        this.loop = loop;
        this.wanted = wanted;
        this.listener = listener;
    }

    /** What the edge said that gives the response; null where the origin does. */
    public @Nullable PeerAnswer answer() {
        return answer;
    }

    Supply supply() {
        return supply;
    }

    EventLoop loop() {
        return loop;
    }

    String key() {
        return wanted.key();
    }

    /** An edge gives the response, or goes on with that of another. */
    void answeredBy(PeerAnswer said) {
        if (answer == null) {
            answer = said;
        }
    }

    /** Asks the cluster where the object is, and goes on in any case. */
    void locate() {
        var timer = loop.schedule(() -> located(null), LOCATE_MILLIS, TimeUnit.MILLISECONDS);
        supply.objects()
                .locate(
                        List.of(wanted.key()),
                        found -> {
                            Known known = found.isEmpty() ? null : found.getFirst();
                            try {
                                loop.execute(() -> {
                                    timer.cancel(false);
                                    located(known);
                                });
                            } catch (RejectedExecutionException closed) {
                                // The edge has been closed, and its requests with it.
                                return;
                            }
                        });
    }

    private void located(@Nullable Known known) {
        if (!isLocated && !over) {
            isLocated = true;
            start(supply.sources(this, wanted, known));
        }
    }

    /** Asks the sources. */
    void start(List<BodySource> sources) {
        if (over) {
            return;
        }
        if (sources.isEmpty()) {
            over = true;
            listener.failed(
                    new OriginFailure(
                            OriginFailure.Kind.ABSENT,
                            wanted.key(),
                            "no edge is known to hold it"));
            return;
        }
        RequestHead toPeers = wanted.toPeers();
        RequestHead request = toPeers == null ? wanted.toOrigin() : toPeers;
        try {
            OriginCall started =
                    ResumingCall.start(
                            sources,
                            request,
                            new VerifiedBody(request.method(), wanted.key(), listener));
            call = started;
            if (paused) {
                started.pause();
            }
        } catch (IllegalArgumentException refused) {
            over = true;
            listener.failed(
                    new OriginFailure(
                            OriginFailure.Kind.MALFORMED,
                            sources.getFirst().name(),
                            "it cannot be asked: " + refused.getMessage()));
        }
    }

    @Override
    public void pause() {
        paused = true;
        if (call != null) {
            call.pause();
        }
    }

    @Override
    public void resume() {
        paused = false;
        if (call != null) {
            call.resume();
        }
    }

    @Override
    public void cancel() {
        over = true;
        if (call != null) {
            call.cancel();
        }
    }
}

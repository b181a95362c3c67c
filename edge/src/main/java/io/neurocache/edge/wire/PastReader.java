package io.neurocache.edge.wire;

import io.neurocache.edge.exchange.Exchange;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A reader of what has been, as lines of JSON up to what there was when it came. */
final class PastReader extends Reader {
    private final Query query;
    private Journal.@Nullable Place place;
    private long to;
    private long left;
    private boolean isComplete;

    PastReader(Exchange exchange, Query query) {
        super(exchange);
        this.query = query;
        this.left = query.limit();
    }

    @Override
    boolean isComplete() {
        return isComplete;
    }

    @Override
    boolean fill(Journal journal, long nowNanos, StringBuilder out) throws IOException {
        Journal.Place at = place;
        if (at == null || journal.isBehind(at)) {
            at = begin(journal);
            place = at;
        }
        boolean hasMore =
                journal.read(
                        at,
                        CHUNK_BYTES,
                        line -> {
                            if (line.id() > to || left == 0) {
                                return false;
                            }
                            if (query.wants(line)) {
                                left--;
                                out.append(line.text()).append('\n');
                            }
                            return true;
                        });
        isComplete = !hasMore;
        return hasMore;
    }

    private Journal.Place begin(Journal journal) throws IOException {
        to = Math.min(query.to(), journal.newest());
        long wanted = query.from() == Query.NOTHING ? to + 1 - query.limit() : query.from();
        long from = Math.clamp(wanted, journal.oldest(), journal.newest() + 1);
        return journal.place(query.hasState() ? journal.snapshotBefore(from) : from);
    }
}

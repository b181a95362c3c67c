package io.neurocache.edge.wire;

import io.neurocache.edge.exchange.Exchange;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A reader of what has been, as lines of JSON up to what there was when it came. */
final class PastReader extends Reader {
    private final Query query;
    private Journal.@Nullable Place place;
    private @Nullable BackSearch search;
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
            long from = first(journal);
            if (from == Query.NOTHING) {
                return true;
            }
            at = journal.place(query.hasState() ? journal.snapshotBefore(from) : from);
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

    /** Where it begins, or {@link Query#NOTHING} while that is looked for. */
    private long first(Journal journal) throws IOException {
        BackSearch searching = search;
        if (searching == null) {
            to = Math.min(query.to(), journal.newest());
            if (query.from() != Query.NOTHING || to < journal.oldest()) {
                return Math.clamp(query.from(), journal.oldest(), journal.newest() + 1);
            }
            if (!query.isSelective()) {
                return Math.max(to + 1 - query.limit(), journal.oldest());
            }
            searching = new BackSearch(journal, query, to);
            search = searching;
        }
        return searching.advance(journal, CHUNK_BYTES);
    }
}

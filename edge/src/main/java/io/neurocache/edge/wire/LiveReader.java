package io.neurocache.edge.wire;

import io.neurocache.edge.exchange.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A reader of the stream, who hears of what happens as it happens. */
final class LiveReader extends Reader {
    private static final long PING_NANOS = 15_000_000_000L;
    private static final int MOST_IN_BATCH = 500;

    private final Query query;
    private final Supplier<Event> snapshot;
    private Journal.@Nullable Place place;
    private long sentNanos;

    /**
     * Makes one that has heard nothing.
     *
     * @param snapshot makes one of how things stand
     */
    LiveReader(Exchange exchange, Query query, Supplier<Event> snapshot, long nowNanos) {
        super(exchange);
        this.query = query;
        this.snapshot = snapshot;
        this.sentNanos = nowNanos;
    }

    @Override
    boolean isComplete() {
        return false;
    }

    @Override
    boolean fill(Journal journal, long nowNanos, StringBuilder out) throws IOException {
        Journal.Place at = place;
        if (at == null) {
            at = begin(journal, out);
        } else if (journal.isBehind(at)) {
            at = skip(journal, at, out);
        }
        place = at;
        List<Line> lines = new ArrayList<>();
        boolean hasMore =
                journal.read(
                        at,
                        CHUNK_BYTES,
                        line -> {
                            if (lines.size() == MOST_IN_BATCH) {
                                return false;
                            }
                            if (query.wants(line)) {
                                lines.add(line);
                            }
                            return true;
                        });
        write(lines, out);
        if (!out.isEmpty()) {
            sentNanos = nowNanos;
        } else if (nowNanos - sentNanos >= PING_NANOS) {
            sentNanos = nowNanos;
            out.append(":\n\n");
        }
        return hasMore || lines.size() >= MOST_IN_BATCH;
    }

    private Journal.Place begin(Journal journal, StringBuilder out) throws IOException {
        long after = query.after();
        if (after != Query.NOTHING && after >= journal.oldest() - 1 && after <= journal.newest()) {
            return journal.place(after + 1);
        }
        if (after != Query.NOTHING) {
            String reason = after > journal.newest() ? "future" : "expired";
            Event now = snapshot.get();
            event(
                    out,
                    "reset",
                    Query.NOTHING,
                    new Event("reset", now.millis(), now.node(), 0, "\"reason\":\"" + reason + "\"")
                            .data());
        }
        return snapshot(journal, out);
    }

    /** What comes next for this reader is gone. */
    private Journal.Place skip(Journal journal, Journal.Place at, StringBuilder out)
            throws IOException {
        long to = journal.newest();
        Event now = snapshot.get();
        String members =
                "\"from\":" + at.id() + ",\"to\":" + to + ",\"dropped\":" + (to + 1 - at.id());
        event(out, "gap", to, new Event("gap", now.millis(), now.node(), 0, members).data());
        return snapshot(journal, out);
    }

    private Journal.Place snapshot(Journal journal, StringBuilder out) throws IOException {
        event(out, "snapshot", journal.newest(), snapshot.get().data());
        return journal.place(journal.newest() + 1);
    }

    private void write(List<Line> lines, StringBuilder out) {
        if (lines.size() > 1 && query.isBatched()) {
            StringBuilder data = new StringBuilder("[");
            for (Line line : lines) {
                data.append(data.length() > 1 ? "," : "").append(line.text());
            }
            event(out, "batch", lines.getLast().id(), data.append(']').toString());
            return;
        }
        for (Line line : lines) {
            event(out, line.type(), line.id(), line.data());
        }
    }

    private static void event(StringBuilder out, String type, long id, String data) {
        out.append("event: ").append(type).append('\n');
        if (id != Query.NOTHING) {
            out.append("id: ").append(id).append('\n');
        }
        out.append("data: ").append(data).append("\n\n");
    }
}

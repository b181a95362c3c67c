package io.neurocache.edge.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds where the last so many lines begin that a query wants: file by file from the newest to the
 * oldest, each from its beginning, a chunk at a time. Confined to the wire's thread.
 */
final class BackSearch {
    private final Query query;
    private final long to;

    /** How many are to be found in this file and before it. */
    private long missing;

    /** The first number of the file that is looked through, and the first one behind it. */
    private long first;

    private long end;
    private Journal.Place place;
    private List<Long> found = new ArrayList<>();

    /**
     * Begins one.
     *
     * @param to the last line that counts
     */
    BackSearch(Journal journal, Query query, long to) throws IOException {
        this.query = query;
        this.to = to;
        this.missing = query.limit();
        this.first = journal.snapshotBefore(to);
        this.end = to + 1;
        this.place = journal.place(first);
    }

    /**
     * Looks through a chunk.
     *
     * @return the first line to be shown, or {@link Query#NOTHING} while that is not known
     */
    long advance(Journal journal, int mostBytes) throws IOException {
        if (journal.isBehind(place)) {
            return journal.oldest();
        }
        boolean hasMore =
                journal.read(
                        place,
                        mostBytes,
                        line -> {
                            if (line.id() >= end) {
                                return false;
                            }
                            if (query.wants(line)) {
                                found.add(line.id());
                            }
                            return true;
                        });
        if (hasMore && place.id() < end) {
            return Query.NOTHING;
        }
        if (found.size() >= missing) {
            return found.get(found.size() - (int) missing);
        }
        missing -= found.size();
        if (first <= journal.oldest()) {
            return Math.min(journal.oldest(), to + 1);
        }
        end = first;
        first = journal.snapshotBefore(end - 1);
        place = journal.place(first);
        found = new ArrayList<>();
        return Query.NOTHING;
    }
}

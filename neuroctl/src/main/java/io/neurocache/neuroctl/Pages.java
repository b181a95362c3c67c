package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.client.RaftClient;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Limits;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;

/**
 * Reads keys page after page; each page is a read of its own, so keys that change meanwhile may be
 * seen or not. Immutable.
 *
 * @param prefix what they begin with; empty for all
 * @param after only keys behind this one; empty for all
 */
record Pages(Bytes prefix, Bytes after, boolean keysOnly, Consistency read) {
    /** Takes one key. */
    @FunctionalInterface
    interface Taker {
        void take(Reply.Item item) throws IOException;
    }

    /**
     * Hands over so many keys at most, in order.
     *
     * @return whether there are more
     */
    boolean each(RaftClient client, int limit, Taker taker) throws IOException {
        Bytes last = after;
        int left = limit;
        while (true) {
            int wanted = Math.min(left, Limits.MAX_SCAN_ITEMS);
            Reply.Scanned page = client.scan(prefix, last, wanted, keysOnly, read);
            for (Reply.Item item : page.items()) {
                taker.take(item);
            }
            left -= page.items().size();
            if (!page.more() || left <= 0 || page.items().isEmpty()) {
                return page.more();
            }
            last = page.items().getLast().key();
        }
    }
}

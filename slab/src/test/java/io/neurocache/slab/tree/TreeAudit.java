package io.neurocache.slab.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks all pages of a tree: each in one place, keys in order and where the branches say, and no
 * page lost.
 */
final class TreeAudit {
    private final Pages pages;
    private final Set<Integer> seen = new HashSet<>();
    private int leafDepth = -1;

    private TreeAudit(Pages pages) {
        this.pages = pages;
    }

    /** Fails when the tree is not sound. */
    static void check(PagedTree tree) {
        TreeAudit audit = new TreeAudit(tree.pages());
        long keys = audit.page(tree.root(), null, null, 0);
        assertEquals(tree.count(), keys, "keys in the leaves");
        assertEquals(tree.pagesInUse(), audit.seen.size(), "pages reached from the root");
    }

    /** Returns how many keys lie below a page, all from {@code low} on and below {@code high}. */
    private long page(int page, byte @Nullable [] low, byte @Nullable [] high, int depth) {
        assertTrue(seen.add(page), "a page stands in two places");
        ByteBuffer buffer = pages.buffer(page);
        int base = Pages.base(page);
        int count = Node.count(buffer, base);
        for (int i = 0; i < count; i++) {
            byte[] key = Node.key(buffer, base, i);
            byte @Nullable [] before = i == 0 ? low : Node.key(buffer, base, i - 1);
            boolean first = i == 0;
            assertTrue(
                    before == null || Arrays.compareUnsigned(before, key) < (first ? 1 : 0),
                    "keys are out of order");
            assertTrue(high == null || Arrays.compareUnsigned(key, high) < 0, "a key is too high");
        }
        if (Node.isLeaf(buffer, base)) {
            assertTrue(leafDepth == -1 || leafDepth == depth, "leaves at two depths");
            leafDepth = depth;
            for (int i = 0; i < count; i++) {
                if (Node.overflows(buffer, base, i)) {
                    chain(Node.overflowPage(buffer, base, i));
                }
            }
            return count;
        }
        long keys = 0;
        for (int i = -1; i < count; i++) {
            byte @Nullable [] from = i < 0 ? low : Node.key(buffer, base, i);
            byte @Nullable [] to = i + 1 < count ? Node.key(buffer, base, i + 1) : high;
            keys += page(Node.child(buffer, base, i), from, to, depth + 1);
        }
        return keys;
    }

    private void chain(int first) {
        for (int page = first; page != Pages.NONE; page = Overflow.next(pages.chunks(), page)) {
            assertTrue(seen.add(page), "an overflow page stands in two places");
        }
    }
}

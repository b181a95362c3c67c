package io.neurocache.slab.tree;

import java.nio.ByteBuffer;

/**
 * A tree as it was at one moment, while the tree itself goes on changing.
 *
 * <p>Made and closed on the tree's thread; read on any one thread in between, which the maker hands
 * it to. While it is open a page is copied before its first change, so it costs at most as many
 * pages as the tree had.
 */
public final class TreeView implements AutoCloseable {
    private final PagedTree tree;
    private final ByteBuffer[] chunks;
    private final int root;
    private final long count;

    TreeView(PagedTree tree, ByteBuffer[] chunks, int root, long count) {
        this.tree = tree;
        this.chunks = chunks;
        this.root = root;
        this.count = count;
    }

    /** How many keys there are. */
    public long count() {
        return count;
    }

    /** Visits every key in order, until the visitor has had enough. */
    public void forEach(PagedTree.Visitor visitor) {
        new TreeWalk(chunks, root, new byte[0]).forEach(visitor);
    }

    /** Lets the tree have its pages back. */
    @Override
    public void close() {
        tree.endView(this);
    }
}

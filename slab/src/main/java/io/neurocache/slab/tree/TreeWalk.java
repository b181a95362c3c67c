package io.neurocache.slab.tree;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks a tree's cells in the order of their keys.
 *
 * <p>Confined to one thread; the pages below the root must not change while it walks.
 */
final class TreeWalk {
    /** Three cells a page at least, so a full 31-bit tree is less deep than this. */
    static final int MAX_DEPTH = 24;

    private final ByteBuffer[] chunks;
    private final int[] pages = new int[MAX_DEPTH];
    private final int[] indices = new int[MAX_DEPTH];
    private int depth;

    /** Stands before the first key that is not below {@code from}. */
    TreeWalk(ByteBuffer[] chunks, int root, byte[] from) {
        this.chunks = chunks;
        int page = root;
        while (!Node.isLeaf(buffer(page), Pages.base(page))) {
            int index = Node.childIndex(buffer(page), Pages.base(page), from, from.length);
            push(page, index);
            page = Node.child(buffer(page), Pages.base(page), index);
        }
        int found = Node.find(buffer(page), Pages.base(page), from, from.length);
        push(page, found >= 0 ? found : -found - 1);
    }

    /** Walks on until the visitor has had enough or nothing is left. */
    void forEach(PagedTree.Visitor visitor) {
        while (depth > 0) {
            int page = pages[depth - 1];
            ByteBuffer buffer = buffer(page);
            int base = Pages.base(page);
            int index = indices[depth - 1];
            if (index >= Node.count(buffer, base)) {
                nextLeaf();
                continue;
            }
            indices[depth - 1]++;
            byte[] key = Node.key(buffer, base, index);
            if (!visitor.visit(key, value(chunks, buffer, base, index))) {
                return;
            }
        }
    }

    /** Copies a cell's value, wherever it lies. */
    static byte[] value(ByteBuffer[] chunks, ByteBuffer page, int base, int index) {
        byte[] value = new byte[Node.valueBytes(page, base, index)];
        if (Node.overflows(page, base, index)) {
            Overflow.read(chunks, Node.overflowPage(page, base, index), value);
        } else {
            Node.readValue(page, base, index, value);
        }
        return value;
    }

    /** Looks one key up. */
    static byte @Nullable [] find(ByteBuffer[] chunks, int root, byte[] key, int keyLength) {
        int page = root;
        ByteBuffer buffer = Pages.buffer(chunks, page);
        int base = Pages.base(page);
        while (!Node.isLeaf(buffer, base)) {
            page = Node.child(buffer, base, Node.childIndex(buffer, base, key, keyLength));
            buffer = Pages.buffer(chunks, page);
            base = Pages.base(page);
        }
        int found = Node.find(buffer, base, key, keyLength);
        return found < 0 ? null : value(chunks, buffer, base, found);
    }

    private void nextLeaf() {
        depth--;
        while (depth > 0) {
            int page = pages[depth - 1];
            ByteBuffer buffer = buffer(page);
            int next = ++indices[depth - 1];
            if (next < Node.count(buffer, Pages.base(page))) {
                descend(Node.child(buffer, Pages.base(page), next));
                return;
            }
            depth--;
        }
    }

    private void descend(int from) {
        int page = from;
        while (!Node.isLeaf(buffer(page), Pages.base(page))) {
            push(page, -1);
            page = Node.child(buffer(page), Pages.base(page), -1);
        }
        push(page, 0);
    }

    private void push(int page, int index) {
        pages[depth] = page;
        indices[depth++] = index;
    }

    private ByteBuffer buffer(int page) {
        return Pages.buffer(chunks, page);
    }
}

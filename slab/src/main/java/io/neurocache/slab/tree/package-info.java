/**
 * An ordered map from bytes to bytes in a memory-mapped file: state that is derived from a log and
 * is larger than the heap should be.
 *
 * <pre>{@code
 * try (PagedTree tree = PagedTree.create(directory.resolve("state.tree"))) {
 *     tree.put("alpha".getBytes(UTF_8), "123".getBytes(UTF_8));
 *     byte[] value = tree.get("alpha".getBytes(UTF_8));
 *     try (TreeView frozen = tree.view()) {
 *         tree.remove("alpha".getBytes(UTF_8));
 *         frozen.forEach((key, frozenValue) -> write(key, frozenValue)); // alpha is still there
 *     }
 * }
 * }</pre>
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.slab.tree;

/**
 * The policies of {@code predict} at work in the edge: what is kept of what is fetched.
 *
 * <pre>{@code
 * Edge edge =
 *         Edge.open(
 *                 config,
 *                 slab,
 *                 words -> new PolicyEviction(words, kind.create(new PolicyConfig(slabBytes))),
 *                 origins);
 * }</pre>
 */
@NullMarked
package io.neurocache.neurod.eviction;

import org.jspecify.annotations.NullMarked;

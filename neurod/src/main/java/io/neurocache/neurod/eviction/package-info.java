/**
 * The policies of {@code predict} at work in the edge: what is kept of what is fetched.
 *
 * <pre>{@code
 * ChosenEviction eviction = new ChosenEviction(Eviction.PPO, slabBytes, file);
 * Edge edge = Edge.open(config, slab, eviction::open, origins);
 * }</pre>
 */
@NullMarked
package io.neurocache.neurod.eviction;

import org.jspecify.annotations.NullMarked;

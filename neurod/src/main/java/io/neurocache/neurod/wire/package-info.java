/**
 * What this node tells of itself on {@code /wire}, and what it takes over from the other nodes: the
 * watchers turn what happens into events, {@link io.neurocache.neurod.wire.Neighbours} fetches
 * those of others, {@link io.neurocache.neurod.wire.ClusterPicture} adds them up.
 */
@NullMarked
package io.neurocache.neurod.wire;

import org.jspecify.annotations.NullMarked;

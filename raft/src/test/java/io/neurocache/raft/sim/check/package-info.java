/**
 * What must be true of a cluster after every step and of what its clients have seen. Knows nothing
 * of how the cluster is driven.
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.raft.sim.check;

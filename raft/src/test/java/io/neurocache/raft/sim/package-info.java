/**
 * A cluster of Raft cores in one thread, with clock, network and disks that are made up: one seed
 * is one life, byte for byte.
 *
 * <p>{@link io.neurocache.raft.sim.TestCluster} is the place to begin.
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.raft.sim;

/**
 * The Raft simulator with an edge on every server: the real decisions about leases and orders
 * ({@code edge.coherence}, {@code raft.lease}) around a model of the slab, and rules for what
 * readers see. docs/edge-simulation.md says what is simulated.
 */
package io.neurocache.neurod.sim;

/**
 * What keeps the edges of a cluster from serving what was purged: orders to forget, the table of
 * those in force, and the lease without which nothing is served unasked.
 *
 * <p>Decisions alone: no clock, thread or socket of its own, so that a simulator can run them.
 */
package io.neurocache.edge.coherence;

/**
 * Who may serve from a cache, as the leader knows it. Decisions alone: no clock, thread or socket
 * of its own, so that a simulator can run them.
 */
package io.neurocache.raft.lease;

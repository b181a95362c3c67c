/**
 * The Raft core: one function from event to effects, with no clock, thread, socket, file or
 * randomness of its own.
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.raft;

package io.neurocache.neurod.wire;

/**
 * How it stands with a node's wire.
 *
 * @param readers of the stream, now
 * @param dropped events of this node that were lost since its start, for want of room in the queue
 *     or on the disk
 */
public record WireStatus(int readers, long dropped) {}

/** Frames over TCP: what arrives on the Raft port, and the connections to other servers. */
package io.neurocache.raft.transport;

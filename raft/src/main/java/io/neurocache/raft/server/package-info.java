/**
 * The shell of a Raft server: gives the core its time, network and disk, and clients their answers.
 *
 * <pre>{@code
 * RaftServerConfig config = RaftServerConfig.of(1, members, directory);
 * try (RaftServer server = RaftServer.start(config, listener)) {
 *     server.status(); // safe from any thread
 * }
 * }</pre>
 */
package io.neurocache.raft.server;

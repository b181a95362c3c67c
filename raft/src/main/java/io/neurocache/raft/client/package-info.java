/**
 * A client of the cluster: blocking, for programs that ask one thing at a time.
 *
 * <p>It uses the JDK's sockets and {@link io.neurocache.raft.wire}, and no Netty, so that a command
 * in a terminal starts fast:
 *
 * <pre>{@code
 * var config = new ClientConfig(Endpoint.list("127.0.0.1:7000,127.0.0.1:7001"), Duration.ofSeconds(5));
 * try (RaftClient client = new RaftClient(config)) {
 *     long index = client.put(Bytes.utf8("alpha"), Bytes.utf8("123"));
 *     Optional<Reply.Found> found = client.get(Bytes.utf8("alpha"), Consistency.LINEARIZABLE);
 * }
 * }</pre>
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.raft.client;

/**
 * The key-value store as a state machine: the same commands in the same order give the same table,
 * sessions and answers on every server.
 *
 * <p>Knows no clock, thread or randomness. The shell applies what is committed, reads, and takes
 * snapshots:
 *
 * <pre>{@code
 * KvStateMachine machine = new KvStateMachine(table);
 * KvResult result = machine.apply(index, command);
 * ReplyWriter.write(result.reply(requestId), sink);
 * try (KvSnapshot snapshot = machine.freeze()) {
 *     SnapshotWriter.write(snapshot, meta, out); // on another thread
 * }
 * }</pre>
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.raft.kv;

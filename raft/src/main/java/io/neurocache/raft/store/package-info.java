/**
 * What a Raft node finds again after a crash: its log in segments, its hard state, its snapshot.
 *
 * <p>{@link io.neurocache.raft.store.RaftStorage} is the door. The thread that drives the core
 * hands over what is to be kept; one writer thread writes and syncs; what is done comes back
 * through a {@link io.neurocache.raft.store.StorageListener}:
 *
 * <pre>{@code
 * RaftStorage storage = RaftStorage.open(directory, StorageConfig.of(1), listener, System::nanoTime);
 * RaftNode node = new RaftNode(1, RaftConfig.DEFAULT, storage.hardState(), storage.log(), ...);
 * ...
 * case Effect.Persist persist -> storage.persist(persist);
 * case Effect.Compact(long upTo) -> storage.compact(upTo);
 * ...
 * // listener.persisted(ticket), brought back to the core's thread:
 * storage.settle(ticket);
 * node.step(new Event.Persisted(ticket));
 * }</pre>
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.raft.store;

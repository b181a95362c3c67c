/**
 * Puts load on a key-value server and measures what it gives: NeuroCache, redis, etcd, or the small
 * SOFAJRaft server of {@link io.neurocache.bench.jraft}.
 *
 * <p>One thread drives all connections, so that the generator takes no more than one core from the
 * server beside it, and every kind of server is asked by the same code but for the bytes.
 */
@NullMarked
package io.neurocache.bench;

import org.jspecify.annotations.NullMarked;

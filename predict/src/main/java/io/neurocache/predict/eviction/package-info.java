/**
 * Which objects to keep: eviction and admission policies, classic and learned.
 *
 * <p>A policy names objects by the small ids its caller gives them and keeps what it knows of them
 * in flat arrays.
 *
 * <pre>{@code
 * Policy policy = PolicyKind.of("s3fifo").create(new PolicyConfig(capacityBytes));
 * if (cached(key)) {
 *     policy.hit(idOf(key));
 * } else if (policy.admit(hash(key), bytes)) {
 *     while (!fits(bytes)) {
 *         int victim = policy.victim();
 *         drop(victim);
 *         policy.removed(victim);
 *     }
 *     policy.added(store(key), hash(key), bytes);
 * }
 * }</pre>
 */
@NullMarked
package io.neurocache.predict.eviction;

import org.jspecify.annotations.NullMarked;

/**
 * What happens in the cluster, for whoever wants to see it: a {@link io.neurocache.edge.wire.Wire}
 * takes events, numbers them, writes them to a journal of bounded size and streams them to readers,
 * live or from the past (docs/wire.md). What is told, and when, is its owner's affair.
 *
 * <pre>{@code
 * Wire wire = Wire.open(directory, JournalLimits.DEFAULT, node, picture, Clock.systemUTC());
 * wire.everyTick(now -> ...);        // on the wire's own thread, some twenty times a second
 * wire.start();
 * wire.tell("leader", "\"id\":2,\"term\":7");
 * wire.stream(exchange);             // GET /wire
 * wire.history(exchange);            // GET /wire/history
 * wire.close();                      // ends its readers
 * }</pre>
 */
@NullMarked
package io.neurocache.edge.wire;

import org.jspecify.annotations.NullMarked;

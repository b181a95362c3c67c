/**
 * The daemon: reads its configuration, takes possession of its data directory, starts the edge, and
 * stops in good order.
 */
@NullMarked
package io.neurocache.neurod;

import org.jspecify.annotations.NullMarked;

/**
 * What the edges of a cluster tell each other about the objects that they hold. None of it is
 * needed to serve: it is told in batches, late, and some of it may be lost.
 */
@NullMarked
package io.neurocache.edge.placement;

import org.jspecify.annotations.NullMarked;

/**
 * Where an object that is not here comes from: an edge that holds it, the edge that fetches it for
 * the whole cluster, or its origin.
 */
@NullMarked
package io.neurocache.edge.supply;

import org.jspecify.annotations.NullMarked;

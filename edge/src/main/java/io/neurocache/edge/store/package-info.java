/** Responses in the slab: how their heads are laid out, found, served and evicted. */
package io.neurocache.edge.store;

/** Servers and helpers that the edge's tests share. */
package io.neurocache.edge.testing;

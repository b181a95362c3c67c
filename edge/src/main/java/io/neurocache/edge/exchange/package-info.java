/** The one shape in which a request reaches the cache, whatever protocol carried it. */
package io.neurocache.edge.exchange;

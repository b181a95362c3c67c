/** What happens to a request: a hit, a fill that many share, a relay to the origin, an upload. */
package io.neurocache.edge.cache;

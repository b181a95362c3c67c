/** Requests to origins: pooled connections, failover, deadlines, back-pressure both ways. */
package io.neurocache.edge.origin;

/** What the node tells about itself: one list of metrics behind /metrics.json and /metrics. */
package io.neurocache.neurod.metrics;

/**
 * What others may see of the cache while it works, and do with what they see: an {@link
 * io.neurocache.edge.insight.Observer} is told what happens, {@link
 * io.neurocache.edge.insight.Insight} shows what is there.
 */
@NullMarked
package io.neurocache.edge.insight;

import org.jspecify.annotations.NullMarked;

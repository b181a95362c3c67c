/**
 * Tells the cluster's directory what this edge holds and how often it is asked for, behind the back
 * of those who serve.
 */
@NullMarked
package io.neurocache.edge.reporting;

import org.jspecify.annotations.NullMarked;

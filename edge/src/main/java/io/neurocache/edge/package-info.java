/** The edge. */
package io.neurocache.edge;

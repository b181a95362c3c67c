/** The daemon. */
@org.jspecify.annotations.NullMarked
package io.neurocache.neurod;

/**
 * What the operator says: the two YAML files, flags and environment, read into records. Every fault
 * is reported with its place, and all faults of a start together.
 */
@NullMarked
package io.neurocache.neurod.config;

import org.jspecify.annotations.NullMarked;

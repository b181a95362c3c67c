/**
 * The operator's paths of a node: health, metrics, what happens, the dashboard, and what the
 * dashboard asks for and has done.
 */
@NullMarked
package io.neurocache.neurod.admin;

import org.jspecify.annotations.NullMarked;

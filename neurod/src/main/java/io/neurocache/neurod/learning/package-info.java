/**
 * Has a process of its own train models from what clients ask for, and puts those in force that
 * pay.
 */
@NullMarked
package io.neurocache.neurod.learning;

import org.jspecify.annotations.NullMarked;

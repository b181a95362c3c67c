/** The slab. */
package io.neurocache.slab;

/** What leaves the slab when room is needed: the policy's interface, and least recently used. */
package io.neurocache.edge.eviction;

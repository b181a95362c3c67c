/** A key-value server on SOFAJRaft, to be measured beside NeuroCache's with the same protocol. */
@NullMarked
package io.neurocache.bench.jraft;

import org.jspecify.annotations.NullMarked;

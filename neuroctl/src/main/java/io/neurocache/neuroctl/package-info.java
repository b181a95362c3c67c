/** The program {@code neuroctl}: one class a command, each of which runs without a process. */
@org.jspecify.annotations.NullMarked
package io.neurocache.neuroctl;

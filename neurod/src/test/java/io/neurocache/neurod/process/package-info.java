/** The daemon as users have it: a process, told what to do by its command line and by signals. */
@NullMarked
package io.neurocache.neurod.process;

import org.jspecify.annotations.NullMarked;

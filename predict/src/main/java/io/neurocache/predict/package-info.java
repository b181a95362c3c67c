/** What learns: which objects to keep, and which will be asked for next. */
@org.jspecify.annotations.NullMarked
package io.neurocache.predict;

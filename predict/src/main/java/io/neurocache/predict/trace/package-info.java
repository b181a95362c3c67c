/**
 * Request traces: what was asked for, by whom, when, and how large it is.
 *
 * <pre>{@code
 * Trace trace = TraceReader.read(Path.of("access.log.gz"));
 * for (int i = 0; i < trace.requests(); i++) {
 *     int key = trace.key(i);
 *     System.out.println(trace.time(i) + " " + trace.keyName(key) + " " + trace.size(key));
 * }
 * long tenth = trace.footprint() / 10;
 * }</pre>
 */
@NullMarked
package io.neurocache.predict.trace;

import org.jspecify.annotations.NullMarked;

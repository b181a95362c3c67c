/**
 * {@code neurod replay}: how the policies would have done on requests of the past.
 *
 * <pre>{@code
 * int code = ReplayCommand.run(List.of("access.log", "--sizes", "1%,10%"), System.out, System.err);
 * }</pre>
 */
@NullMarked
package io.neurocache.neurod.replay;

import org.jspecify.annotations.NullMarked;

/**
 * The learner: trains on the logs what a daemon only runs, and writes it to a file.
 *
 * <p>A process of its own, short-lived and niced, because PyTorch takes some 400 MB that only its
 * end gives back, and because what goes wrong in native code must not take a daemon along. It reads
 * sequences of requests, and never touches a cache. What needs no PyTorch, {@code values}, does
 * without.
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.learner;

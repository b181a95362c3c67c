/**
 * A small origin site to try the cache with, and a check that HTTP/3 answers; no part of the
 * daemon.
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.neurod.demo;

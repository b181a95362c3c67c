package io.neurocache.neurod.sim;

/**
 * Something that can be asked for.
 *
 * @param number among the keys of its kind
 * @param isPut whether it has no origin: what is put is all there is
 */
record Key(int number, String name, boolean isPut) {}

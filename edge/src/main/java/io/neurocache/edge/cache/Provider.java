package io.neurocache.edge.cache;

/**
 * Who gives a response. Immutable.
 *
 * @param detail a word for Cache-Status; empty where there is nothing to say
 * @param isPeer whether it is another edge
 */
record Provider(String detail, boolean isPeer) {
    /** The object's origin. */
    static final Provider ORIGIN = new Provider("", false);
}

package io.neurocache.edge.server;

/** The event that tells a connection to finish what it carries and to take nothing new. */
enum Drain {
    /** The event. */
    EVENT
}

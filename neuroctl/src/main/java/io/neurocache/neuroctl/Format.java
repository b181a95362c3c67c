package io.neurocache.neuroctl;

/** How data is written. Safe from any thread. */
enum Format {
    /** For people. */
    TABLE,
    /** One JSON object. */
    JSON,
    /** Bytes as they are. */
    RAW,
    /** Keys or ids alone, one a line. */
    NAME
}

package io.neurocache.neuroctl;

/** How data is written. Safe from any thread. */
enum Format {
    /** For people. */
    TABLE,
    /** One JSON object on a line. */
    JSON,
    /** The same object in YAML. */
    YAML,
    /** Bytes as they are. */
    RAW,
    /** Keys or ids alone, one a line. */
    NAME;

    /** Whether data is one object with named fields. */
    boolean isObject() {
        return this == JSON || this == YAML;
    }
}

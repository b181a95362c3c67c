package io.neurocache.predict.replay;

/** The form in which a replay is reported. */
public enum ReplayOutput {
    /** Columns for people. */
    TABLE,
    /** RFC 4180, with a header. */
    CSV,
    /** One array of objects. */
    JSON
}

package io.neurocache.predict.trace;

import java.io.IOException;

/** A trace that cannot be understood; the message begins with its name and the line. */
public final class TraceException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long line;

    TraceException(String name, long line, String what) {
        super(name + ":" + line + ": " + what);
        this.line = line;
    }

    /** The line that is not understood, counted from 1. */
    public long line() {
        return line;
    }
}

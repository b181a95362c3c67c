package io.neurocache.predict.model;

import java.io.IOException;

/**
 * A model is not used: its file is damaged or hostile, it does not compute what it should, or ONNX
 * Runtime is missing. The message says which; trying again with the same file is of no use.
 */
public final class ModelException extends IOException {
    private static final long serialVersionUID = 1;

    /** For what we found out ourselves. */
    public ModelException(String message) {
        super(message);
    }

    /** For what a library says. */
    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}

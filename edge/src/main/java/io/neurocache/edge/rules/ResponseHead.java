package io.neurocache.edge.rules;

/**
 * A response without its content. Immutable: safe from any thread.
 *
 * @param status the status code, 100..999
 * @param fields the field lines
 */
public record ResponseHead(int status, Fields fields) {

    /** Rejects a status that has not three digits. */
    public ResponseHead {
        if (status < 100 || status > 999) {
            throw new IllegalArgumentException("status must have three digits");
        }
    }

    /** Returns the same status with other field lines. */
    public ResponseHead withFields(Fields otherFields) {
        return new ResponseHead(status, otherFields);
    }
}

package io.neurocache.predict.gpt;

import java.util.Locale;

/** How the weights of a network are kept, and its products computed. */
public enum Precision {
    /** In 32 bits. */
    FLOAT32,

    /**
     * Matrices and the table of embeddings in eight bits, with a scale for each column or row; sums
     * in 32. What goes into a product is brought to eight bits at each run with one scale for the
     * whole batch, so a session's answer depends a little on those beside it.
     */
    INT8;

    /** As it stands in a file. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds the one that is written so.
     *
     * @throws IllegalArgumentException when there is none
     */
    static Precision of(String text) {
        for (Precision each : values()) {
            if (each.text().equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no such precision: " + text);
    }
}

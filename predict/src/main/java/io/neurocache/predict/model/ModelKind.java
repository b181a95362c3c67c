package io.neurocache.predict.model;

/** What a model is for. The numbers stand in files: they never change. */
public enum ModelKind {
    /** Foretells the next key of a client. */
    GPT(1),
    /** Chooses the settings of the eviction policy. */
    POLICY(2);

    final int number;

    ModelKind(int number) {
        this.number = number;
    }
}

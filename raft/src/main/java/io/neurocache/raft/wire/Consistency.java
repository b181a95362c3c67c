package io.neurocache.raft.wire;

/** How true a read has to be. Safe from any thread. */
public enum Consistency {
    /** It sees every write that was acknowledged before it was asked. */
    LINEARIZABLE("linearizable"),
    /** It sees what the asked server has applied, which may be old. */
    STALE("stale");

    private final String text;

    Consistency(String text) {
        this.text = text;
    }

    /** The word on the wire. */
    public String text() {
        return text;
    }
}

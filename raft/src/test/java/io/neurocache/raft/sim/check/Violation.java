package io.neurocache.raft.sim.check;

/** Something happened that must never happen. The message begins with the rule's name. */
public final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final String rule;

    /** A rule is broken. */
    public Violation(String rule, String what) {
        super(rule + ": " + what);
        this.rule = rule;
    }

    /** The rule's name. */
    public String rule() {
        return rule;
    }
}

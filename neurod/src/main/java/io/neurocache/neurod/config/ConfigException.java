package io.neurocache.neurod.config;

import java.util.List;

/** A configuration that cannot be used; holds every fault that was found, each with its place. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    ConfigException(List<String> faults) {
        super(String.join("\n", faults));
        this.faults = List.copyOf(faults);
    }

    /** Returns the faults, at least one, in the order they were found. */
    public List<String> faults() {
        return faults;
    }
}

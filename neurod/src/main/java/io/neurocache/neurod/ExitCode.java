package io.neurocache.neurod;

/** The exit codes of {@code neurod}; scripts rely on them. */
final class ExitCode {
    /** It did what was asked. */
    static final int OK = 0;

    /** It could not start, or had to stop: a file, a port, a fault of ours. */
    static final int FAILED = 1;

    /** What was asked makes no sense: a flag, a variable, a configuration file. */
    static final int USAGE = 2;

    private ExitCode() {}
}

package io.neurocache.neuroctl;

/** The exit codes of {@code neuroctl}; scripts rely on them. Safe from any thread. */
final class ExitCode {
    /** It did what was asked. */
    static final int OK = 0;

    /** It failed for good: a bad key or request, a server's fault, a file. */
    static final int FAILED = 1;

    /** What was asked makes no sense. */
    static final int USAGE = 2;

    /** There is no such key or member. */
    static final int NOT_FOUND = 3;

    /** Try later: unreachable, no leader, no answer in time, overloaded. */
    static final int TRY_LATER = 4;

    /** The connection may not do this. */
    static final int UNAUTHORIZED = 5;

    /** Something else than the expected was there. */
    static final int CAS_FAILED = 6;

    /** The cluster is not healthy. */
    static final int UNHEALTHY = 7;

    /** Whoever read the output has gone: 128 and the number of SIGPIPE. */
    static final int BROKEN_PIPE = 141;

    private ExitCode() {}
}

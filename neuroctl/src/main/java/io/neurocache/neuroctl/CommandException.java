package io.neurocache.neuroctl;

import java.io.IOException;

/** A command that failed, in the words of the user. Confined to one thread. */
final class CommandException extends IOException {
    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final String hint;

    CommandException(int exitCode, String message, String hint) {
        super(message);
        this.exitCode = exitCode;
        this.hint = hint;
    }

    static CommandException usage(String message, String hint) {
        return new CommandException(ExitCode.USAGE, message, hint);
    }

    int exitCode() {
        return exitCode;
    }

    String hint() {
        return hint;
    }
}

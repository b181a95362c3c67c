package io.neurocache.neuroctl;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * One command: what it accepts, what was given as a record, and the work.
 *
 * <p>Confined to one thread.
 *
 * @param <O> the record of its options
 */
interface Command<O> {
    /**
     * What help says of a command.
     *
     * @param name the words that call it, such as "cluster add"
     * @param summary one line of what it does
     * @param synopsis what stands behind the name, such as "KEY [--meta]"
     * @param examples lines that can be run as they are
     */
    record About(String name, String summary, String synopsis, List<String> examples) {
        public About {
            examples = List.copyOf(examples);
        }
    }

    /** What help says of it. */
    About about();

    /** The words that call it. */
    default String name() {
        return about().name();
    }

    /** Adds arguments and options, if it takes any. */
    default void shape(CommandSpec spec) {}

    /** How long each call to a server may take where nobody says otherwise, such as "5s". */
    default String timeout() {
        return "5s";
    }

    /** Takes the options out of what was parsed. */
    O read(ParseResult parsed) throws CommandException;

    /** Does the work; returns the exit code. */
    int run(O options, Io io) throws IOException;

    /** An argument that has to be there. */
    static PositionalParamSpec argument(int index, String label, String help) {
        return positional(String.valueOf(index), "1", label, help);
    }

    /** An argument. */
    static PositionalParamSpec positional(String index, String arity, String label, String help) {
        return PositionalParamSpec.builder()
                .index(index)
                .arity(arity)
                .required(!arity.startsWith("0"))
                .paramLabel(label)
                .type(index.contains("..") ? List.class : String.class)
                .auxiliaryTypes(String.class)
                .description(help)
                .build();
    }

    /** An option with a value. */
    static OptionSpec option(String name, String label, String help) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .arity("1")
                .description(help)
                .build();
    }

    /** An option without one. */
    static OptionSpec flag(String name, String help) {
        return OptionSpec.builder(name).type(boolean.class).arity("0").description(help).build();
    }

    /** How a read is done, for the commands that read keys. */
    static OptionSpec readOption() {
        return option("--read", "HOW", "linearizable (default), or stale: one server, at once");
    }

    /** Which edge is asked, for the commands that speak HTTP. */
    static OptionSpec edgeOption() {
        return option("--edge", "HOST:PORT", "which edge; else the first member's that answers");
    }

    /** A whole number of some range. */
    static int number(String what, String text, int least, int most) throws CommandException {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below, like a number out of range.
        }
        throw CommandException.usage(
                what
                        + " is a whole number from "
                        + least
                        + " to "
                        + most
                        + ", not \""
                        + text
                        + "\"",
                "neuroctl help tells what each command takes");
    }
}

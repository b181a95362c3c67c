package io.neurocache.neuroctl;

import io.neurocache.raft.client.ClientConfig;
import io.neurocache.raft.client.RaftClient;
import io.neurocache.raft.client.RaftClientException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The program {@code neuroctl}: finds the command, builds the model of that one alone, runs it, and
 * turns every trouble into {@code error:}, {@code hint:} and an exit code.
 *
 * <p>Used by the main thread.
 */
public final class Neuroctl {
    private final InputStream in;
    private final Output out;
    private final PrintStream err;
    private final Io.Terminals terminals;
    private final Map<String, String> environment;
    private Color color = Color.NEVER;

    Neuroctl(
            InputStream in,
            OutputStream out,
            PrintStream err,
            Io.Terminals terminals,
            Map<String, String> environment) {
        this.in = in;
        this.out = new Output(out);
        this.err = err;
        this.terminals = terminals;
        this.environment = environment;
    }

    /** Runs the program. */
    public static void main(String[] args) {
        // System.out would swallow the error that says that the reader has gone.
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        Io.Terminals terminals =
                Io.Terminals.of(System.getProperty("io.neurocache.neuroctl.terminals", ""));
        Neuroctl program = new Neuroctl(System.in, out, System.err, terminals, System.getenv());
        System.exit(program.run(List.of(args)));
    }

    /** Does what the words say; returns the exit code. */
    int run(List<String> args) {
        boolean debug = args.contains("--debug");
        color = Color.of(args, environment, terminals.err());
        try {
            int code = dispatch(args);
            out.flush();
            return code;
        } catch (Output.OutputException e) {
            return e.isBrokenPipe()
                    ? ExitCode.BROKEN_PIPE
                    : fail(ExitCode.FAILED, e, "see that the disk has room", debug);
        } catch (CommandException e) {
            return flushed(fail(e.exitCode(), e, e.hint(), debug));
        } catch (RaftClientException e) {
            return flushed(fail(code(e), e, hint(e), debug));
        } catch (IOException e) {
            return fail(ExitCode.FAILED, e, "--debug shows where", debug);
        }
    }

    private int flushed(int code) {
        try {
            out.flush();
            return code;
        } catch (Output.OutputException e) {
            return e.isBrokenPipe() ? ExitCode.BROKEN_PIPE : ExitCode.FAILED;
        }
    }

    private int dispatch(List<String> args) throws IOException {
        Words words = Words.of(args);
        if (words.command().isEmpty()) {
            return Help.root(words, out);
        }
        return parse(words.command().get(), words.rest());
    }

    private <O> int parse(Command<O> command, List<String> rest) throws IOException {
        CommandLine line = new CommandLine(Globals.spec(command));
        // A word that begins with @ is a value's file, not one of more words.
        line.setExpandAtFiles(false);
        // A value may begin like an option: what is one is known.
        ParseResult parsed;
        try {
            parsed = line.parseArgs(rest.toArray(String[]::new));
        } catch (ParameterException e) {
            throw Words.wrong(command, line.getCommandSpec(), e);
        }
        if (parsed.hasMatchedOption("--help")) {
            out.text(Help.of(command));
            return ExitCode.OK;
        }
        Settings settings = new Settings(parsed, environment, command.timeout());
        O options = command.read(parsed);
        ClientConfig config = settings.client();
        try (RaftClient client = new RaftClient(config)) {
            Io io = new Io(in, out, err, terminals, settings, config, client);
            return command.run(options, io);
        }
    }

    private int fail(int code, IOException e, String hint, boolean debug) {
        String where = e instanceof RaftClientException client ? " (" + client.where() + ")" : "";
        err.println(color.red("error:") + " " + e.getMessage() + where);
        err.println("hint: " + hint);
        if (debug) {
            e.printStackTrace(err);
        }
        return code;
    }

    private static int code(RaftClientException e) {
        return switch (e.trouble()) {
            case UNREACHABLE, TIMEOUT, NO_LEADER, OVERLOADED -> ExitCode.TRY_LATER;
            case UNAUTHORIZED -> ExitCode.UNAUTHORIZED;
            case NOT_FOUND -> ExitCode.NOT_FOUND;
            case REFUSED, NOT_UNDERSTOOD -> ExitCode.FAILED;
        };
    }

    private static String hint(RaftClientException e) {
        if (e.mayHaveHappened()) {
            return "it may have been done all the same: look before you try again";
        }
        return switch (e.trouble()) {
            case UNREACHABLE -> "start a node, or name others with --endpoints or NEURO_ENDPOINTS";
            case TIMEOUT -> "try again, with a longer --timeout if the servers are far";
            case NO_LEADER -> "try again in a moment; neuroctl status shows who is missing";
            case OVERLOADED -> "try again in a moment";
            case UNAUTHORIZED ->
                    "the cluster's secret goes with --secret-file; its certificates with"
                            + " --tls-cert, --tls-key and --tls-ca";
            case NOT_FOUND -> "neuroctl cluster members lists the members";
            case REFUSED -> "see what the command takes with --help";
            case NOT_UNDERSTOOD -> "see that the port is the Raft port (7000), not the edge's";
        };
    }
}

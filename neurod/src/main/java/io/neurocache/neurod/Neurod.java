package io.neurocache.neurod;

import io.neurocache.neurod.config.Arguments;
import io.neurocache.neurod.config.ConfigException;
import io.neurocache.neurod.config.Settings;
import io.neurocache.neurod.config.Suggestion;
import io.neurocache.neurod.replay.ReplayCommand;
import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program {@code neurod}: turns a command line into a running {@link Daemon}, and every trouble
 * into two lines, {@code error:} and {@code hint:}, and an exit code.
 *
 * <p>Used by the main thread.
 */
public final class Neurod {
    private final PrintStream out;
    private final PrintStream err;
    private final ServiceStarter starter;

    Neurod(PrintStream out, PrintStream err, ServiceStarter starter) {
        this.out = out;
        this.err = err;
        this.starter = starter;
    }

    /** Runs the program. */
    @SuppressWarnings("SystemExitOutsideMain") // This is the main class; lambdas end here too.
    public static void main(String[] args) {
        Neurod program = new Neurod(System.out, System.err, NodeService::start);
        System.exit(program.run(List.of(args), System.getenv()));
    }

    /** Parses, then checks or serves; returns the exit code. */
    int run(List<String> args, Map<String, String> environment) {
        if (!args.isEmpty() && args.getFirst().equals(Usage.REPLAY)) {
            return ReplayCommand.run(args.subList(1, args.size()), out, err);
        }
        CommandLine commandLine = new CommandLine(Usage.spec());
        try {
            ParseResult parsed = commandLine.parseArgs(args.toArray(String[]::new));
            if (parsed.isUsageHelpRequested()) {
                commandLine.usage(out);
                return ExitCode.OK;
            }
            if (parsed.isVersionHelpRequested()) {
                out.println("neurod " + Version.text());
                return ExitCode.OK;
            }
            Settings settings = Settings.read(new Arguments(Usage.values(parsed), environment));
            return parsed.hasMatchedOption(Usage.CHECK_CONFIG) ? check(settings) : serve(settings);
        } catch (ParameterException e) {
            return wrongUsage(e);
        } catch (ConfigException e) {
            e.faults().forEach(fault -> err.println("error: " + fault));
            err.println(
                    "hint: neurod --check-config with the same options checks without starting");
            return ExitCode.USAGE;
        }
    }

    private int check(Settings settings) {
        try {
            if (!settings.renewsCertificate()) {
                settings.certificates().load(Clock.systemUTC(), new SecureRandom());
            }
        } catch (IOException e) {
            err.println("error: " + e.getMessage());
            err.println("hint: see --tls-cert and --tls-key in neurod --help");
            return ExitCode.USAGE;
        }
        out.println("configuration is good: " + settings.describe());
        return ExitCode.OK;
    }

    private int serve(Settings settings) {
        Logging.start(settings.log(), settings.id());
        Daemon daemon = new Daemon(settings, starter, Clock.systemUTC(), new SecureRandom());
        handleSignals(daemon);
        try {
            daemon.run();
            return ExitCode.OK;
        } catch (StartException e) {
            err.println("error: " + e.getMessage());
            err.println("hint: " + e.hint());
        } catch (IOException e) {
            err.println("error: " + DataDirectory.reason(e));
            err.println("hint: the next start checks what is kept");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            err.println("error: interrupted");
        } catch (RuntimeException | Error e) {
            // The top of the thread: a fault of ours, to be reported with its trace.
            LoggerFactory.getLogger(Neurod.class).error("stopped by a fault of NeuroCache", e);
        }
        return ExitCode.FAILED;
    }

    private static void handleSignals(Daemon daemon) {
        AtomicBoolean stopping = new AtomicBoolean();
        Runnable stop =
                () -> {
                    if (stopping.getAndSet(true)) {
                        Runtime.getRuntime().halt(ExitCode.FAILED);
                    }
                    daemon.requestStop();
                };
        Signals.handle("TERM", stop);
        Signals.handle("INT", stop);
        Signals.handle("HUP", daemon::requestReload);
    }

    private int wrongUsage(ParameterException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().getFirst();
            message =
                    word.startsWith("-")
                            ? "unknown option \"" + word + "\"" + suggestion(word)
                            : "unexpected word \"" + word + "\"";
        }
        err.println("error: " + message);
        err.println("hint: neurod --help lists the options");
        return ExitCode.USAGE;
    }

    private static String suggestion(String word) {
        String suggestion = Suggestion.of(word, Usage.names());
        return suggestion.startsWith(" (") ? suggestion : "";
    }
}

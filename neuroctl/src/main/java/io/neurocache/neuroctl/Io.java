package io.neurocache.neuroctl;

import io.neurocache.raft.client.ClientConfig;
import io.neurocache.raft.client.RaftClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command works with. Confined to one thread.
 *
 * @param in stdin
 * @param out data
 * @param err words
 * @param terminals which of the three are terminals
 * @param settings what was given, and by what
 */
record Io(
        InputStream in,
        Output out,
        PrintStream err,
        Terminals terminals,
        Settings settings,
        ClientConfig config,
        RaftClient client) {

    /** Which streams are terminals; a JVM cannot find out, its launcher can. */
    record Terminals(boolean in, boolean out, boolean err) {
        static final Terminals NONE = new Terminals(false, false, false);

        /** Reads the numbers of those that are, such as "02". */
        static Terminals of(String numbers) {
            return new Terminals(
                    numbers.contains("0"), numbers.contains("1"), numbers.contains("2"));
        }
    }

    Format format() {
        return settings.format();
    }

    /** Says how it went, unless it was asked to be quiet. */
    void say(String words) {
        if (!settings.quiet()) {
            err.println(words);
        }
    }

    /** Writes one object in the format that was asked for. */
    void object(JsonObject object) throws IOException {
        if (format() == Format.YAML) {
            out.text(object.yaml());
        } else {
            out.line(object.toString());
        }
    }

    /**
     * Asks before something that cannot be undone, unless the answer was given with {@code --yes}.
     *
     * @param what such as "1 member, n3, would be removed from the cluster"
     * @throws CommandException unless the answer is yes
     */
    void confirm(String what) throws IOException {
        if (settings.yes()) {
            return;
        }
        String hint = "--yes does it without a question";
        if (!terminals.in()) {
            throw CommandException.usage(what + ", and there is no terminal to ask at", hint);
        }
        err.print(what + ": do it? [y/N] ");
        err.flush();
        String answer =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        if (answer == null || !answer.strip().equalsIgnoreCase("y")) {
            throw CommandException.usage("nothing was done", hint);
        }
    }
}

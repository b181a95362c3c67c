package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Removes keys. Confined to one thread. */
final class Del implements Command<Del.Options> {
    /** So many keys of a prefix are removed at a time; more are another command. */
    static final int MAX_KEYS = 100_000;

    /**
     * What was asked.
     *
     * @param prefix of the keys; empty where they are given one by one
     */
    record Options(List<Bytes> keys, Bytes prefix, boolean dryRun) {}

    @Override
    public About about() {
        return new About(
                "del",
                "Delete keys; exit code 3 if one of them was not there.",
                "KEY... | --prefix P [--dry-run] [--yes]",
                List.of(
                        "neuroctl del alpha",
                        "neuroctl del alpha beta gamma",
                        "neuroctl del --prefix user/ --dry-run"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.positional("0..*", "0..*", "KEY", "the keys"));
        spec.addOption(
                Command.option("--prefix", "P", "all keys that begin so, 100000 at most; asks"));
        spec.addOption(Command.flag("--dry-run", "say how many there are, and delete none"));
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        List<Bytes> keys = new ArrayList<>();
        for (String text : parsed.matchedPositionalValue(0, List.<String>of())) {
            keys.add(Values.key(text));
        }
        String prefix = parsed.matchedOptionValue("--prefix", "");
        boolean dryRun = parsed.hasMatchedOption("--dry-run");
        if (keys.isEmpty() == prefix.isEmpty() || (dryRun && prefix.isEmpty())) {
            throw CommandException.usage(
                    "del takes KEY..., or --prefix P with or without --dry-run",
                    "neuroctl del --help has examples");
        }
        return new Options(List.copyOf(keys), Bytes.utf8(prefix), dryRun);
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        if (options.keys().isEmpty()) {
            return prefixed(options, io);
        }
        List<String> missing = delete(options.keys(), io);
        if (!missing.isEmpty()) {
            throw new CommandException(
                    ExitCode.NOT_FOUND,
                    "NotFound: not there: " + String.join(", ", missing),
                    "neuroctl scan lists the keys");
        }
        return ExitCode.OK;
    }

    /** Keys that others delete meanwhile are gone, which is what was wanted. */
    private static int prefixed(Options options, Io io) throws IOException {
        List<Bytes> found = new ArrayList<>();
        Pages pages = new Pages(options.prefix(), Bytes.EMPTY, true, Consistency.LINEARIZABLE);
        boolean more =
                pages.each(io.client(), MAX_KEYS, (Reply.Item item) -> found.add(item.key()));
        String count = found.size() + (found.size() == 1 ? " key" : " keys");
        if (options.dryRun()) {
            io.out().line(count + " would be deleted" + (more ? ", and there are more" : ""));
            return ExitCode.OK;
        }
        if (!found.isEmpty()) {
            io.confirm(count + " would be deleted");
        }
        List<String> missing = delete(found, io);
        if (!missing.isEmpty()) {
            io.say("gone already: " + missing.size());
        }
        if (more) {
            io.say("there are more: give the command again");
        }
        return ExitCode.OK;
    }

    /** Deletes, tells, and returns those that were not there. */
    private static List<String> delete(List<Bytes> keys, Io io) throws IOException {
        List<String> deleted = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Bytes key : keys) {
            (io.client().del(key) ? deleted : missing).add(Output.shown(key));
        }
        switch (io.format()) {
            case JSON, YAML ->
                    io.object(
                            new JsonObject()
                                    .putTexts("deleted", deleted)
                                    .putTexts("missing", missing));
            case NAME -> {
                for (String key : deleted) {
                    io.out().line(key);
                }
            }
            case TABLE, RAW -> io.say("deleted: " + deleted.size());
        }
        return missing;
    }
}

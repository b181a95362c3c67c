package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Limits;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Has every edge forget what it caches. Confined to one thread. */
final class CachePurge implements Command<CachePurge.Options> {
    /** What was asked. */
    record Options(Request.Purge.Target target, List<Bytes> names, boolean isSoft) {}

    @Override
    public About about() {
        return new About(
                "cache purge",
                "Have every edge forget cached objects; done when none serves them any more.",
                "KEY... | --tag T... | --prefix P | --all [--soft] [--yes]",
                List.of(
                        "neuroctl cache purge example.com/logo.png",
                        "neuroctl cache purge --tag release-7 --tag release-8",
                        "neuroctl cache purge --prefix example.com/img/ --soft"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(
                Command.positional("0..*", "0..*", "KEY", "host, path and query, or /cache/KEY's"));
        spec.addOption(
                OptionSpec.builder("--tag")
                        .paramLabel("T")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity("1")
                        .description("all that carry the tag; may be given again")
                        .build());
        spec.addOption(Command.option("--prefix", "P", "all whose keys begin so"));
        spec.addOption(Command.flag("--all", "everything; asks"));
        spec.addOption(Command.flag("--soft", "make them stale in place of gone"));
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        List<String> keys = parsed.matchedPositionalValue(0, List.of());
        List<String> tags = parsed.matchedOptionValue("--tag", List.of());
        String prefix = parsed.matchedOptionValue("--prefix", "");
        boolean all = parsed.hasMatchedOption("--all");
        int ways = 0;
        ways += keys.isEmpty() ? 0 : 1;
        ways += tags.isEmpty() ? 0 : 1;
        ways += prefix.isEmpty() ? 0 : 1;
        ways += all ? 1 : 0;
        if (ways != 1) {
            throw CommandException.usage(
                    "cache purge takes KEY..., --tag T, --prefix P or --all, one of them",
                    "neuroctl cache purge --help has examples");
        }
        boolean soft = parsed.hasMatchedOption("--soft");
        if (all) {
            return new Options(Request.Purge.Target.ALL, List.of(), soft);
        }
        if (!prefix.isEmpty()) {
            return new Options(
                    Request.Purge.Target.PREFIX, names(List.of(prefix), Values::cacheKey), soft);
        }
        return keys.isEmpty()
                ? new Options(Request.Purge.Target.TAGS, names(tags, Bytes::utf8), soft)
                : new Options(Request.Purge.Target.KEYS, names(keys, Values::cacheKey), soft);
    }

    private static List<Bytes> names(List<String> texts, Function<String, Bytes> reading)
            throws CommandException {
        List<Bytes> names = new ArrayList<>();
        for (String text : texts) {
            Bytes name = reading.apply(text);
            if (!Limits.isPurgeName(name) || texts.size() > Limits.MAX_PURGE_NAMES) {
                throw CommandException.usage(
                        "a purge names 1 to "
                                + Limits.MAX_PURGE_NAMES
                                + " keys or tags of 1 to "
                                + Limits.MAX_PURGE_NAME_BYTES
                                + " bytes without control characters",
                        "neuroctl cache purge --help has examples");
            }
            names.add(name);
        }
        return names;
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        if (options.target() == Request.Purge.Target.ALL && !options.isSoft()) {
            io.confirm("everything that is cached would be purged");
        }
        Reply.Purged purged =
                io.client().purge(options.target(), options.names(), options.isSoft());
        if (io.format().isObject()) {
            io.object(new JsonObject().put("index", purged.index()).put("found", purged.found()));
        } else if (io.format() == Format.TABLE) {
            io.say("purged, no edge serves it any more");
        }
        if (!purged.found()) {
            throw new CommandException(
                    ExitCode.NOT_FOUND,
                    "NotFound: no edge had it",
                    "neuroctl cache ls lists what is known to be cached");
        }
        return ExitCode.OK;
    }
}

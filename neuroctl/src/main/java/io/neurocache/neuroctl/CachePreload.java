package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Has edges fetch objects before somebody asks for them. Confined to one thread. */
final class CachePreload implements Command<CachePreload.Options> {
    /** What was asked. */
    record Options(List<Bytes> names, List<Long> members) {}

    @Override
    public About about() {
        return new About(
                "cache preload",
                "Have edges fetch objects that nobody has asked them for yet.",
                "NAME... [--member ID]...",
                List.of(
                        "neuroctl cache preload img/logo.png",
                        "neuroctl cache preload //example.com/index.html --member 2"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(
                Command.positional(
                        "0..*", "1..*", "NAME", "/cache/NAME's, or //host/path?query of a site"));
        spec.addOption(
                OptionSpec.builder("--member")
                        .paramLabel("ID")
                        .type(List.class)
                        .auxiliaryTypes(Long.class)
                        .arity("1")
                        .description("only this member's edge; may be given again")
                        .build());
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        List<String> texts = parsed.matchedPositionalValue(0, List.of());
        List<Long> members = parsed.matchedOptionValue("--member", List.of());
        List<Bytes> names = new ArrayList<>();
        for (String text : texts) {
            names.add(Bytes.utf8(text));
        }
        if (names.size() > Limits.MAX_PURGE_NAMES
                || !names.stream().allMatch(Limits::isPurgeName)) {
            throw CommandException.usage(
                    "a preload names 1 to "
                            + Limits.MAX_PURGE_NAMES
                            + " objects by 1 to "
                            + Limits.MAX_PURGE_NAME_BYTES
                            + " bytes without control characters",
                    "neuroctl cache preload --help has examples");
        }
        return new Options(names, members);
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        long index = io.client().preload(options.names(), options.members());
        if (io.format().isObject()) {
            io.object(new JsonObject().put("index", index));
        } else if (io.format() == Format.TABLE) {
            io.say("the edges know: each fetches what it has not got");
        }
        return ExitCode.OK;
    }
}

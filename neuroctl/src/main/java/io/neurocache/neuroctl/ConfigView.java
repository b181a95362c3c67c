package io.neurocache.neuroctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Shows the settings in force. Confined to one thread. */
final class ConfigView implements Command<ConfigView.Options> {
    /** What was asked. */
    record Options(boolean origin) {}

    @Override
    public About about() {
        return new About(
                "config view",
                "Show the settings in force, and with --origin who gave them.",
                "[--origin]",
                List.of("neuroctl config view", "neuroctl config view --origin"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addOption(Command.flag("--origin", "say which flag, variable or context won"));
    }

    @Override
    public Options read(ParseResult parsed) {
        return new Options(parsed.hasMatchedOption("--origin"));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        JsonObject json = new JsonObject();
        rows.add(options.origin() ? List.of("KEY", "VALUE", "ORIGIN") : List.of("KEY", "VALUE"));
        for (Settings.Key key : Settings.Key.values()) {
            Settings.Value value = io.settings().value(key);
            String text = value.text().isEmpty() ? "-" : value.text();
            rows.add(
                    options.origin()
                            ? List.of(key.text(), text, value.origin())
                            : List.of(key.text(), text));
            json.put(key.text(), value.text());
            if (options.origin()) {
                json.put(key.text() + "-origin", value.origin());
            }
        }
        if (io.format().isObject()) {
            io.object(json);
        } else {
            io.out().table(rows);
        }
        return ExitCode.OK;
    }
}

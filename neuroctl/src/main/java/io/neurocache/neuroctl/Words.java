package io.neurocache.neuroctl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Finds the command among the words, so that only its model is built. Safe from any thread.
 *
 * @param command what is called; empty for help and version
 * @param rest the words without the command's
 */
record Words(Optional<Command<?>> command, List<String> rest) {
    /** All commands, in the order of the help. */
    static final List<Supplier<Command<?>>> COMMANDS =
            List.of(
                    Get::new,
                    Put::new,
                    Del::new,
                    Cas::new,
                    Scan::new,
                    CacheGet::new,
                    CachePut::new,
                    CachePurge::new,
                    CachePreload::new,
                    CacheLs::new,
                    CacheStat::new,
                    CacheTop::new,
                    CacheOrigins::new,
                    PredictActivate::new,
                    PredictDeactivate::new,
                    StatusCommand::new,
                    ClusterMembers::new,
                    ClusterAdd::new,
                    ClusterDrain::new,
                    ClusterPromote::new,
                    ClusterRemove::new,
                    ClusterTransferLeader::new,
                    SnapshotSave::new,
                    ContextList::new,
                    ContextUse::new,
                    ContextSet::new,
                    ConfigView::new);

    static final List<String> NOUNS =
            List.of("cache", "predict", "cluster", "snapshot", "context", "config");
    private static final List<String> OTHERS = List.of("help", "version");

    static Words of(List<String> args) throws CommandException {
        List<String> rest = new ArrayList<>(args);
        String name = take(rest, 0);
        if (name.isEmpty()) {
            return new Words(Optional.empty(), rest);
        }
        if (OTHERS.contains(name)) {
            rest.addFirst(name);
            return new Words(Optional.empty(), rest);
        }
        if (NOUNS.contains(name)) {
            String verb = take(rest, 0);
            if (verb.isEmpty()) {
                rest.addAll(0, List.of("help", name));
                return new Words(Optional.empty(), rest);
            }
            name += " " + verb;
        }
        return new Words(Optional.of(find(name)), rest);
    }

    /** The command of a name. */
    static Command<?> find(String name) throws CommandException {
        List<String> known = new ArrayList<>(OTHERS);
        for (Supplier<Command<?>> supplier : COMMANDS) {
            Command<?> command = supplier.get();
            if (command.name().equals(name)) {
                return command;
            }
            known.add(command.name());
        }
        throw CommandException.usage(
                "there is no command \"" + name + "\"",
                nearest(name, known, "neuroctl help lists the commands"));
    }

    /** Removes and returns the first word that is neither an option nor an option's value. */
    private static String take(List<String> rest, int from) {
        for (int i = from; i < rest.size(); i++) {
            String word = rest.get(i);
            if (Globals.WITH_VALUE.contains(word)) {
                i++;
            } else if (!word.startsWith("-")) {
                return rest.remove(i);
            }
        }
        return "";
    }

    /** Says in our words what picocli found wrong. */
    static CommandException wrong(Command<?> command, CommandSpec spec, ParameterException e) {
        String help = "neuroctl " + command.name() + " --help tells what it takes";
        return switch (e) {
            case UnmatchedArgumentException unmatched -> {
                String word = unmatched.getUnmatched().getFirst();
                yield word.startsWith("-")
                        ? CommandException.usage(
                                "there is no option \"" + word + "\"",
                                nearest(word, spec.optionsMap().keySet(), help))
                        : CommandException.usage("\"" + word + "\" is one word too many", help);
            }
            case MissingParameterException missing ->
                    CommandException.usage(
                            missing.getMissing().stream()
                                    .map(argument -> argument.paramLabel() + " is missing")
                                    .findFirst()
                                    .orElse("something is missing"),
                            help);
            default -> CommandException.usage(String.valueOf(e.getMessage()), help);
        };
    }

    private static String nearest(String word, Collection<String> known, String otherwise) {
        String best = "";
        int bestDistance = 3;
        for (String candidate : known) {
            int distance = distance(word, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best.isEmpty() ? otherwise : "did you mean \"" + best + "\"?";
    }

    /** Counts insertions, deletions and substitutions; long words are near nothing. */
    private static int distance(String a, String b) {
        if (a.length() > 64) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(diagonal + same, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}

package io.neurocache.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

final class GlobProperties {

    private static final Sample NOTHING = new Sample("", "", 1, 0);

    /** The most states one plain element takes in the automaton: those of a run of segments. */
    private static final int STATES_OF_AN_ELEMENT = 3;

    /**
     * One way to write a pattern, the regular expression that says what it means, and bounds of
     * what it costs: the plain patterns that its braces stand for, and all their states.
     */
    record Sample(String glob, String regex, long alternatives, long states) {
        static Sample plain(String glob, String regex) {
            return new Sample(glob, regex, 1, STATES_OF_AN_ELEMENT);
        }

        Sample then(Sample next) {
            return new Sample(
                    glob + next.glob,
                    regex + next.regex,
                    alternatives * next.alternatives,
                    states * next.alternatives + next.states * alternatives);
        }

        /** Each alternative has a final state, and one more is kept for the anchor. */
        boolean isWithinLimits() {
            return glob.length() < Glob.MAX_PATTERN_CHARS
                    && alternatives <= GlobToken.MAX_ALTERNATIVES
                    && states + 2 * alternatives <= GlobAutomaton.MAX_STATES;
        }
    }

    @Property(tries = 5000)
    void aGlobMatchesWhatItsRegularExpressionMatches(
            @ForAll("samples") Sample sample, @ForAll("keys") String key) {
        // The anchor keeps a leading "*." from meaning any depth, which the model does not know.
        Glob glob = Glob.of("/" + sample.glob());
        boolean expected = Pattern.compile(sample.regex(), Pattern.DOTALL).matcher(key).matches();

        assertEquals(expected, glob.matches(key), () -> sample + " on " + key);
    }

    @Property(tries = 2000)
    void anEscapedKeyMatchesItselfAlone(@ForAll("keys") String key, @ForAll("keys") String other) {
        StringBuilder pattern = new StringBuilder("/");
        key.chars().forEach(c -> pattern.append('\\').append((char) c));
        Glob glob = Glob.of(pattern.toString());

        assertEquals(true, glob.matches(key));
        assertEquals(key.equals(other), glob.matches(other));
    }

    @Provide
    Arbitrary<Sample> samples() {
        return sequence(2)
                .list()
                .ofMaxSize(3)
                .map(GlobProperties::joined)
                .filter(Sample::isWithinLimits);
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.strings().withChars('a', 'b', 'c', '/', '.', 'é').ofMaxLength(12);
    }

    private static Arbitrary<Sample> sequence(int depth) {
        Arbitrary<Sample> plain =
                Arbitraries.of(
                        Sample.plain("a", "a"),
                        Sample.plain("b", "b"),
                        Sample.plain("/", "/"),
                        Sample.plain(".", "\\."),
                        Sample.plain("é", "é"),
                        Sample.plain("?", "[^/]"),
                        Sample.plain("[a-b]", "[ab]"),
                        Sample.plain("[!a]", "[^a/]"),
                        // Two runs of stars side by side would be one: keep a letter behind each.
                        Sample.plain("*a", "[^/]*a"),
                        Sample.plain("**b", ".*b"),
                        Sample.plain("/**/", "/(?:.*/)?"));
        if (depth == 0) {
            return plain;
        }
        Arbitrary<Sample> inner =
                sequence(depth - 1).list().ofMaxSize(3).map(GlobProperties::joined);
        Arbitrary<Sample> braces =
                inner.list()
                        .ofMinSize(1)
                        .ofMaxSize(3)
                        .map(list ->
                                new Sample(
                                        "{" + joined(list, ",", Sample::glob) + "}",
                                        "(?:" + joined(list, "|", Sample::regex) + ")",
                                        list.stream().mapToLong(Sample::alternatives).sum(),
                                        list.stream().mapToLong(Sample::states).sum()));
        return Arbitraries.frequencyOf(Tuple.of(4, plain), Tuple.of(1, braces));
    }

    private static Sample joined(List<Sample> samples) {
        return samples.stream().reduce(NOTHING, Sample::then);
    }

    private static String joined(
            List<Sample> samples, String separator, Function<Sample, String> part) {
        return String.join(separator, samples.stream().map(part).toList());
    }
}

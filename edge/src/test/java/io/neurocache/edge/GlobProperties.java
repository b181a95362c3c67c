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

    /** One way to write a pattern, and the regular expression that says what it means. */
    record Sample(String glob, String regex) {
        Sample then(Sample next) {
            return new Sample(glob + next.glob, regex + next.regex);
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
        return sequence(2).list().ofMaxSize(3).map(GlobProperties::joined);
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.strings().withChars('a', 'b', 'c', '/', '.', 'é').ofMaxLength(12);
    }

    private static Arbitrary<Sample> sequence(int depth) {
        Arbitrary<Sample> plain =
                Arbitraries.of(
                        new Sample("a", "a"),
                        new Sample("b", "b"),
                        new Sample("/", "/"),
                        new Sample(".", "\\."),
                        new Sample("é", "é"),
                        new Sample("?", "[^/]"),
                        new Sample("[a-b]", "[ab]"),
                        new Sample("[!a]", "[^a/]"),
                        // Two runs of stars side by side would be one: keep a letter behind each.
                        new Sample("*a", "[^/]*a"),
                        new Sample("**b", ".*b"),
                        new Sample("/**/", "/(?:.*/)?"));
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
                                        "(?:" + joined(list, "|", Sample::regex) + ")"));
        return Arbitraries.frequencyOf(Tuple.of(4, plain), Tuple.of(1, braces));
    }

    private static Sample joined(List<Sample> samples) {
        return samples.stream().reduce(new Sample("", ""), Sample::then);
    }

    private static String joined(
            List<Sample> samples, String separator, Function<Sample, String> part) {
        return String.join(separator, samples.stream().map(part).toList());
    }
}

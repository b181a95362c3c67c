package io.neurocache.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GlobTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "** a/b/c.js",
                "** ''",
                "* a.js",
                "*.js a.js",
                "*.js deep/below/a.js",
                "*.js .js",
                "/*.js a.js",
                "*.{js,css} x/a.css",
                "{*.js,img/*} x/a.js",
                "{*.js,img/*} img/a.png",
                "img/** img/a/b.png",
                "img/** img/",
                "img/**/x.png img/x.png",
                "img/**/x.png img/a/b/x.png",
                "**/x.png x.png",
                "**/x.png a/b/x.png",
                "**/**/x.png x.png",
                "**/*.js a/b/c.js",
                "a**z a/b/z",
                "a***z a/b/z",
                "a? ab",
                "a? aé",
                "a? a😀",
                "[a-c]x bx",
                "[!a-c]x dx",
                "[^a-c]x dx",
                "[]]x ]x",
                "[a-]x -x",
                "[😀-😂]x 😁x",
                "\\*x *x",
                "\\{a\\} {a}",
                "[\\]a]x ]x",
                "{a,b{c,d}}x bdx",
                "{,a}x x",
                "{a}x ax",
                "a,b a,b",
                "/robots.txt robots.txt",
                "é é",
            })
    void takes(String pattern, String key) {
        assertTrue(Glob.of(pattern).matches(key));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "* a/b",
                "*.js a.jsx",
                "*.js a.js/b",
                "/*.js a/b.js",
                "robots.txt a/robots.txt",
                "img/** img",
                "img/** images/a",
                "img/**/x.png img/ax.png",
                "**/x.png ax.png",
                "**/x.png b/ax.png",
                "a? a",
                "a? a/",
                "a[!b]c a/c",
                "[a-c]x dx",
                "[!a-c]x bx",
                "[/]x /x",
                "{a,b}x cx",
                "{ab,c}d abcd",
                "\\*x ax",
                "A a",
                "a ''",
            })
    void refuses(String pattern, String key) {
        assertFalse(Glob.of(pattern).matches(key));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a{b;{ is never closed (character 2)",
                "a{b,{c};{ is never closed (character 2)",
                "ab};} closes nothing (character 3)",
                "[ab;[ is never closed (character 1)",
                "[];[ is never closed (character 1)",
                "x[z-a];a range in [ ] runs backwards (character 2)",
                "x\\;\\ has nothing to escape (character 2)",
                "'';a pattern must not be empty",
            })
    void aMalformedPatternSaysWhatAndWhere(String pattern, String message) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Glob.of(pattern));
        assertEquals(message, refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 127, 128, 129, 500, 1000})
    void aPatternMayBeLongerThanAWord(int length) {
        String literal = "a".repeat(length - 1) + "b";
        Glob glob = Glob.of("{" + literal + ",*/c}");

        assertTrue(glob.matches(literal));
        assertTrue(glob.matches("x/c"));
        assertFalse(glob.matches(literal + "b"));
        assertFalse(glob.matches("a" + literal));
    }

    @Test
    void statesBeyondTheFirstWordLoopAndSkipToo() {
        String head = "h".repeat(62);
        Glob glob = Glob.of(head + "/**/*x/é[!0-9]?");

        assertTrue(glob.matches(head + "/x/é😀b"));
        assertTrue(glob.matches(head + "/a/b/cx/éab"));
        assertFalse(glob.matches(head + "/a/b/cy/éab"));
        assertFalse(glob.matches(head + "/x/é0b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}", "{{{{{{{{{a}}}}}}}}}"})
    void bracesAreBounded(String pattern) {
        assertThrows(IllegalArgumentException.class, () -> Glob.of(pattern));
    }

    @Test
    void thePatternAndItsAutomatonAreBounded() {
        String wide = "{" + "a,".repeat(200) + "b}";

        assertThrows(IllegalArgumentException.class, () -> Glob.of("a".repeat(1025)));
        assertThrows(IllegalArgumentException.class, () -> Glob.of(wide + "x".repeat(500)));
    }

    @Test
    void aHostilePatternAndKeyCostLinearTime() {
        Glob glob = Glob.of("**a*a**a*a**a*a**a*a**b");
        String key = "a".repeat(200_000);

        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertFalse(glob.matches(key)), "not linear");
    }

    @Test
    void aRangeOfATextMatchesAsAWhole() {
        assertTrue(Glob.of("img/*").matches("/img/a.png?x=1", 1, 10));
        assertThrows(IndexOutOfBoundsException.class, () -> Glob.of("**").matches("abc", 2, 4));
    }

    @Test
    void halvesOfASurrogatePairDoNotBreakTheMatch() {
        assertTrue(Glob.of("a?").matches("a\ud83d"));
        assertTrue(Glob.of("?").matches("😀", 0, 1));
    }

    @Test
    void globsAreEqualByTheirPattern() {
        assertEquals(Glob.of("*.js"), Glob.of("*.js"));
        assertEquals(List.of("*.js"), List.of(Glob.of("*.js").pattern()));
    }
}

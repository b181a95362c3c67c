package io.neurocache.edge.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.coherence.Order.Target;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurgeBodyTest {
    private static PurgeBody.Result read(String body) {
        return PurgeBody.read(body.getBytes(StandardCharsets.UTF_8));
    }

    private static Order accepted(String body) {
        return assertInstanceOf(PurgeBody.Result.Accepted.class, read(body)).order();
    }

    private static String refused(String body) {
        return assertInstanceOf(PurgeBody.Result.Refused.class, read(body), body).sentence();
    }

    @Test
    void eachTargetIsRead() {
        assertEquals(
                new Order(Target.KEYS, List.of("a", "b/c?d=%20"), false),
                accepted("{\"keys\":[\"a\",\"b/c?d=%20\"]}"));
        assertEquals(
                new Order(Target.PREFIX, List.of("img/"), true),
                accepted(" {\"prefix\":\"img/\", \"soft\":true} "));
        assertEquals(
                new Order(Target.TAGS, List.of("release 7"), false),
                accepted("{\"soft\":false,\"tags\":[\"release 7\"]}"));
        assertEquals(new Order(Target.ALL, List.of(), false), accepted("{\"all\":true}"));
    }

    @Test
    void aSitesObjectMayBeNamedAsEventsNameIt() {
        assertEquals(
                new Order(Target.KEYS, List.of("shop.example/a", "a//b"), false),
                accepted("{\"keys\":[\"//shop.example/a\",\"a//b\"]}"));
        assertEquals(
                new Order(Target.PREFIX, List.of("shop.example/img/"), false),
                accepted("{\"prefix\":\"//shop.example/img/\"}"));
        assertEquals(
                new Order(Target.TAGS, List.of("//shop"), false),
                accepted("{\"tags\":[\"//shop\"]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "|The body must be a JSON object with \"keys\", \"prefix\", \"tags\" or \"all\".",
                "[]|The body must be a JSON object",
                "\"all\"|The body must be a JSON object",
                "{}|The body says nothing to purge",
                "{\"soft\":true}|The body says nothing to purge",
                "{\"key\":[\"a\"]}|Unknown field \"key\"",
                "{\"keys\":[\"a\"],\"tags\":[\"b\"]}|Only one of",
                "{\"all\":true,\"prefix\":\"a\"}|Only one of",
                "{\"keys\":[\"a\"],\"keys\":[\"b\"]}|\"keys\" stands twice.",
                "{\"all\":true,\"soft\":true,\"soft\":true}|\"soft\" stands twice.",
                "{\"keys\":[\"//\"]}|\"keys\" names no host after its two slashes.",
                "{\"prefix\":\"//\"}|\"prefix\" names no host after its two slashes.",
                "{\"keys\":[]}|\"keys\" is empty.",
                "{\"keys\":\"a\"}|\"keys\" must be a list of strings.",
                "{\"keys\":null}|\"keys\" must be a list of strings.",
                "{\"keys\":[1]}|\"keys\" must hold strings.",
                "{\"keys\":[[\"a\"]]}|\"keys\" must hold strings.",
                "{\"keys\":[\"a\",\"\"]}|\"keys\" holds an empty string.",
                "{\"tags\":[\"\"]}|\"tags\" holds an empty string.",
                "{\"prefix\":\"\"}|\"prefix\" is empty.",
                "{\"prefix\":[\"a\"]}|\"prefix\" must be a string.",
                "{\"all\":false}|\"all\" must be true, or absent.",
                "{\"all\":1}|\"all\" must be true or false.",
                "{\"all\":true,\"soft\":\"yes\"}|\"soft\" must be true or false.",
                "{\"keys\":[\"\u00fc\"]}|\"keys\" has a character that no key has",
                "{\"keys\":[\"a b\"]}|\"keys\" has a character that no key has",
                "{\"prefix\":\"a#b\"}|",
                "{\"tags\":[\"a\\nb\"]}|\"tags\" has a character that no tag has",
                "{\"all\":true} {}|Something follows the JSON object.",
                "{\"all\":true|The body is not JSON: ",
                "{'all':true}|The body is not JSON: ",
                "{\"all\":tru}|The body is not JSON: ",
                "{\"keys\":[\"a\"|The body is not JSON: ",
            })
    void whatIsWrongIsSaid(String body, String sentence) {
        if (sentence == null) {
            assertInstanceOf(PurgeBody.Result.Accepted.class, read(body));
            return;
        }
        String said = refused(body == null ? "" : body);
        assertTrue(said.startsWith(sentence), said);
        assertTrue(said.endsWith("."), said);
        assertEquals(1, said.lines().count(), said);
    }

    @Test
    void boundsAreKeptAndNamed() {
        String most = String.join(",", Collections.nCopies(1000, "\"k\""));
        assertEquals(1000, accepted("{\"keys\":[" + most + "]}").names().size());
        assertEquals(
                "\"keys\" has more than 1000 strings.", refused("{\"keys\":[" + most + ",\"k\"]}"));
        String longest = "x".repeat(65_535);
        accepted("{\"prefix\":\"" + longest + "\"}");
        assertEquals(
                "\"prefix\" has a string of more than 65535 characters.",
                refused("{\"prefix\":\"" + longest + "x\"}"));
        accepted("{\"tags\":[\"" + "t".repeat(256) + "\"]}");
        assertEquals(
                "\"tags\" has a string of more than 256 characters.",
                refused("{\"tags\":[\"" + "t".repeat(257) + "\"]}"));
    }

    @Property(tries = 500)
    void noBytesBreakIt(@ForAll byte[] body) {
        PurgeBody.read(body);
    }
}

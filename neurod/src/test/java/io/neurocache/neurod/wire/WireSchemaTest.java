package io.neurocache.neurod.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schema takes what it must, and nothing else. */
class WireSchemaTest {
    private final WireSchema schema = WireSchema.read();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "leader|\"id\":2",
                "leader|\"id\":2,\"term\":-1",
                "leader|\"id\":2,\"term\":\"7\"",
                "leader|\"id\":2,\"term\":7,\"more\":1",
                "vote|\"from\":0,\"to\":1,\"term\":7,\"granted\":true,\"pre\":true",
                "election|\"term\":7,\"pre\":true,\"reason\":\"boredom\"",
                "commit|\"index\":1,\"applied\":1,\"term\":1,\"role\":\"preCandidate\"",
                "fill|\"key\":\"a\",\"from\":\"heaven\",\"bytes\":1,\"ms\":1,\"sample\":1",
                "fill|\"key\":\"a\",\"from\":\"peer\",\"bytes\":1,\"ms\":1,\"sample\":0",
                "preload|\"key\":\"a\",\"sample\":1",
                "preload|\"key\":\"a\",\"sample\":1,\"score\":1,\"reason\":\"session\",\"used\":true,"
                    + "\"late\":true,\"lead_ms\":1",
                "hit|\"count\":0,\"bytes\":1,\"top\":[],\"p99_ms\":null",
                "slab|\"cells\":1,\"base\":0,\"occ\":[256],\"cls\":[1]",
                "slab|\"cells\":1,\"base\":0,\"occ\":[1],\"cls\":[-2]",
                "stats|\"stats\":null",
                "alert|\"level\":\"fatal\",\"text\":\"\",\"hint\":\"\"",
            })
    void whatIsSpoiltIsRefused(String type, String members) {
        schema.refuse(type, members);
        String line = "{\"seq\":1,\"type\":\"" + type + "\",\"t\":1,\"node\":1," + members + "}";
        assertFalse(schema.faultsOfLine(line).isEmpty(), line);
    }

    @Test
    void aLineNeedsNumberAndKnownType() {
        assertEquals(
                List.of(),
                schema.faultsOfLine(
                        "{\"seq\":1,\"type\":\"leader\",\"t\":1,\"node\":1,\"src\":4,\"id\":2,"
                                + "\"term\":7}"));
        for (String line :
                List.of(
                        "{\"type\":\"leader\",\"t\":1,\"node\":1,\"id\":2,\"term\":7}",
                        "{\"seq\":1,\"t\":1,\"node\":1,\"id\":2,\"term\":7}",
                        "{\"seq\":1,\"type\":\"vote\",\"t\":1,\"node\":1,\"id\":2,\"term\":7}",
                        "{\"seq\":1,\"type\":\"other\",\"t\":1,\"node\":1}",
                        "[]")) {
            assertFalse(schema.faultsOfLine(line).isEmpty(), line);
        }
    }

    @Test
    void whatTheStreamItselfSaysIsInIt() {
        assertEquals(
                List.of(),
                schema.faultsOfData("reset", "{\"t\":1,\"node\":1,\"reason\":\"future\"}"));
        schema.accept("gap", "\"from\":1,\"to\":2,\"dropped\":2");
        schema.refuse("reset", "\"reason\":\"mood\"");
    }

    @Test
    void everyTypeOfTheDocumentIsInTheSchema() throws IOException {
        List<String> types = new ArrayList<>();
        boolean isTable = false;
        for (String line : Files.readAllLines(Path.of("../docs/wire.md"))) {
            isTable = line.startsWith("| type |") || (isTable && line.startsWith("|"));
            if (isTable && line.startsWith("| `")) {
                String cell = line.substring(2, line.indexOf(" |", 2));
                for (String each : cell.split(", ", -1)) {
                    types.add(each.replace("`", ""));
                }
            }
        }
        assertTrue(types.size() > 15, types::toString);
        List<String> known = new ArrayList<>(schema.types());
        known.removeAll(List.of("gap", "snapshot"));
        assertEquals(types.stream().sorted().toList(), known.stream().sorted().toList());
    }
}

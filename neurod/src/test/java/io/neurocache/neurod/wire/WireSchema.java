package io.neurocache.neurod.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds what is on /wire against docs/reference/wire.schema.json. Confined to one thread. */
final class WireSchema {
    private static final Path FILE = Path.of("../docs/reference/wire.schema.json");

    private final ObjectNode text;
    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new HashMap<>();

    private WireSchema(ObjectNode text) {
        this.text = text;
    }

    static WireSchema read() {
        try {
            return new WireSchema((ObjectNode) new ObjectMapper().readTree(FILE.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The types of events that a line may be of. */
    List<String> types() {
        List<String> types = new ArrayList<>();
        text.get("$defs")
                .fieldNames()
                .forEachRemaining(name -> {
                    if (name.startsWith("line-")) {
                        types.add(name.substring("line-".length()));
                    }
                });
        return types;
    }

    /** What is wrong with a line of {@code /wire/history}; nothing where it is as it must be. */
    List<String> faultsOfLine(String line) {
        return faults(schema("", text), line);
    }

    /** What is wrong with the data of a server-sent event. */
    List<String> faultsOfData(String type, String data) {
        ObjectNode one = text.deepCopy();
        one.remove("oneOf");
        one.put("$ref", "#/$defs/" + type);
        return faults(schema(type, one), data);
    }

    private Schema schema(String name, JsonNode of) {
        return schemas.computeIfAbsent(name, _ -> registry.getSchema(of));
    }

    private static List<String> faults(Schema schema, String json) {
        return schema.validate(json, InputFormat.JSON).stream().map(Error::toString).toList();
    }

    /** An event with these members is as it must be, both as a line and as data. */
    void accept(String type, String members) {
        String common = "\"t\":1,\"node\":1" + (members.isEmpty() ? "" : "," + members);
        assertEquals(List.of(), faultsOfData(type, "{" + common + "}"), type);
        String line = "{\"seq\":1,\"type\":\"" + type + "\"," + common + "}";
        assertEquals(List.of(), faultsOfLine(line), type);
    }

    void refuse(String type, String members) {
        String data = "{\"t\":1,\"node\":1," + members + "}";
        assertFalse(faultsOfData(type, data).isEmpty(), () -> type + " is taken: " + data);
    }
}

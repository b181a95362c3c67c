// Makes src/api/wire.gen.ts from docs/reference/wire.schema.json: the types of the lines of the
// journal, and a table by which a line is checked at run time.
//
//     npm run gen     writes the file; a unit test compares it with what is committed

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";

const SCHEMA = new URL("../../docs/reference/wire.schema.json", import.meta.url);
const TARGET = new URL("../src/api/wire.gen.ts", import.meta.url);
const BANNER = "// Made by scripts/gen.mjs from docs/reference/wire.schema.json. Do not edit.\n";

/**
 * Where the schema has no words for what /metrics.json holds, it is any object: the dashboard reads
 * it by metric name and takes what is not there for unknown, so that versions may differ.
 */
const METRICS = { type: "object", title: "Metrics", additionalProperties: true };

/** Whatever the schema calls the object within a `stats` event is called Metrics here. */
function withMetrics(schema) {
    const named = schema.$defs["line-stats"].properties.stats.$ref;
    const text = JSON.stringify(schema, (_, value) =>
        named !== undefined && value?.$ref === named ? { $ref: "#/$defs/metrics" } : value,
    );
    const renamed = JSON.parse(text);
    renamed.$defs.metrics = METRICS;
    return renamed;
}

/** Only the lines: the data of a server-sent event is the same without `seq` and `type`. */
function linesOnly(schema) {
    const kept = Object.entries(schema.$defs).filter(
        ([name]) => name.startsWith("line-") || ["view", "origin", "metrics"].includes(name),
    );
    const titled = kept.map(([name, def]) => {
        const title = { view: "NodeView", origin: "OriginRoute" }[name] ?? def.title;
        const plain = { ...def, title };
        // The two shapes of preload: all that TypeScript needs of them stands in `properties`.
        delete plain.oneOf;
        return [name, plain];
    });
    return { ...schema, $defs: Object.fromEntries(titled) };
}

/** `string`, `number?` (may be null), `array`, `object`: enough to keep nonsense out. */
function kindOf(property, defs) {
    if (property.$ref) return kindOf(defs[property.$ref.split("/").pop()], defs);
    if (property.anyOf) return "any";
    if (property.enum) return typeof property.enum[0];
    if (property.const !== undefined) return typeof property.const;
    const types = [property.type].flat();
    const plain = types.filter((type) => type !== "null")[0].replace("integer", "number");
    return types.includes("null") ? `${plain}?` : plain;
}

function fieldTable(schema) {
    const rows = Object.entries(schema.$defs)
        .filter(([name]) => name.startsWith("line-") || name === "view")
        .map(([name, def]) => {
            const required = (def.required ?? []).filter((field) => field !== "type");
            const fields = required.map(
                (field) => `${field}: "${kindOf(def.properties[field], schema.$defs)}"`,
            );
            return `    "${name.replace("line-", "")}": { ${fields.join(", ")} },`;
        });
    const type = "Readonly<Record<string, Readonly<Record<string, string>>>>";
    return `\n/** The fields that a line of each type must have, and of which kind they are. */\nexport const requiredFields: ${type} = {\n${rows.join("\n")}\n};\n`;
}

export async function generate() {
    const schema = linesOnly(withMetrics(JSON.parse(readFileSync(SCHEMA, "utf8"))));
    const types = await compile(schema, "WireLine", {
        bannerComment: "",
        additionalProperties: false,
        ignoreMinAndMaxItems: true,
        style: { tabWidth: 4 },
    });
    return BANNER + types + fieldTable(schema);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    writeFileSync(TARGET, await generate());
}

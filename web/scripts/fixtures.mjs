// Writes fixtures/*.ndjson: recordings of clusters that never were, the same for the same seed.
// They are what unit and browser tests read, and what `/ui/?rec=fixtures/normal.ndjson` shows.
//
//     npm run fixtures

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FixtureCluster, KEYS, VERSION } from "./fixtures/cluster.mjs";
import { incidents, play } from "./fixtures/play.mjs";

const TARGET = new URL("../fixtures/", import.meta.url);
const HOSTILE = "<img src=x onerror=1>";

const story = [
    { at: 0.12, run: (cluster) => incidents.purge(cluster, "prefix", ["shop.example/img/"]) },
    { at: 0.3, run: (cluster) => incidents.killLeader(cluster) },
    { at: 0.45, run: (cluster) => incidents.revive(cluster) },
    { at: 0.55, run: (cluster) => incidents.idle(cluster) },
    { at: 0.56, run: (cluster) => incidents.busy(cluster) },
    { at: 0.62, run: (cluster) => incidents.transfer(cluster, 1) },
    { at: 0.7, run: (cluster) => incidents.unknownType(cluster) },
    { at: 0.75, run: (cluster) => incidents.purge(cluster, "tags", ["release-7"]) },
    {
        at: 0.82,
        run: (cluster) =>
            incidents.alert(
                cluster,
                "warn",
                "The origin http://10.0.0.23:9000 does not answer.",
                "Look at its log; the others serve meanwhile.",
            ),
    },
];

export const fixtures = {
    normal: () => play(new FixtureCluster({ seed: 7 }), 10_000, story),
    short: () => play(new FixtureCluster({ seed: 11 }), 1_200, story),
    nine: () => play(new FixtureCluster({ nodes: 9, seed: 3 }), 2_000, story.slice(0, 2)),
    single: () => play(new FixtureCluster({ nodes: 1, seed: 5 }), 600, []),
    zero: () => play(new FixtureCluster({ seed: 2, zero: true }), 120, []),
    leaderless: () => {
        const lines = fixtures.short();
        const lost = lines.findIndex((line) => line.type === "leader" && line.id === 0);
        return lines.slice(0, lost + 2);
    },
    hostile: () =>
        play(new FixtureCluster({ seed: 13, keys: [HOSTILE, ...KEYS] }), 1_200, [
            { at: 0.5, run: (cluster) => incidents.purge(cluster, "keys", [HOSTILE]) },
        ]),
};

export function recordingOf(lines) {
    const header = {
        neurocache: "recording",
        v: 1,
        node: lines[0].node,
        version: VERSION,
        from: lines[0].seq,
        to: lines.at(-1).seq,
    };
    return `${[header, ...lines].map((line) => JSON.stringify(line)).join("\n")}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    mkdirSync(TARGET, { recursive: true });
    for (const [name, make] of Object.entries(fixtures)) {
        writeFileSync(new URL(`${name}.ndjson`, TARGET), recordingOf(make()));
    }
}

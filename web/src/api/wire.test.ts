import { expect, test } from "vitest";
import { fixtures } from "../../scripts/fixtures.mjs";
import { EventStreamParser, type ServerSent } from "./sse";
import { parseLine } from "./wire";

test("every line of the fixtures is an event", () => {
    for (const make of Object.values(fixtures)) {
        for (const line of make()) expect(parseLine(line), JSON.stringify(line)).not.toBeNull();
    }
});

test.each([
    ["no object", 7],
    ["no id", { type: "leader", t: 1, node: 1, id: 1, term: 1 }],
    ["a term that is no number", { seq: 1, type: "leader", t: 1, node: 1, id: 1, term: "1" }],
    ["a field that is missing", { seq: 1, type: "leader", t: 1, node: 1, id: 1 }],
    ["not a number", { seq: 1, type: "leader", t: Number.NaN, node: 1, id: 1, term: 1 }],
    ["a snapshot with a strange node", snapshotWith({ id: 1 })],
])("%s is no event", (_, line) => {
    expect(parseLine(line)).toBeNull();
});

function snapshotWith(node: unknown) {
    return { ...fixtures.zero()[0], nodes: [node] };
}

test("an event of an unknown type is kept as it came", () => {
    expect(parseLine({ seq: 1, type: "view", t: 2, node: 3, a: 4 })).toEqual({
        seq: 1,
        type: "raw",
        t: 2,
        node: 3,
        kind: "view",
        fields: { a: 4 },
    });
});

function parsed(chunks: readonly string[]): { events: ServerSent[]; retries: number[] } {
    const events: ServerSent[] = [];
    const retries: number[] = [];
    const parser = new EventStreamParser(
        (each) => events.push(each),
        (ms) => retries.push(ms),
    );
    for (const chunk of chunks) parser.push(chunk);
    return { events, retries };
}

test("a stream cut anywhere gives the same events", () => {
    const text =
        'retry: 1000\n\n: ping\n\nevent: leader\nid: 42\ndata: {"a":1}\n\ndata: x\r\ndata: y\r\n\r\n';
    const whole = parsed([text]);
    expect(whole.events).toEqual([
        { event: "leader", id: "42", data: '{"a":1}' },
        { event: "message", id: null, data: "x\ny" },
    ]);
    expect(whole.retries).toEqual([1000]);
    for (let cut = 0; cut < text.length; cut++) {
        expect(parsed([text.slice(0, cut), text.slice(cut)])).toEqual(whole);
    }
});

test("an event that has not ended is none", () => {
    expect(parsed(["data: x\n"]).events).toEqual([]);
});

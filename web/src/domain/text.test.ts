import { expect, test } from "vitest";
import { purge } from "../api/actions";
import { event, eventsOf } from "../testing/events";
import { matches } from "./filter";
import { idleStretches } from "./importance";
import { catalogued, removal } from "./objects";
import { readRecording, writeRecording } from "./recording";
import { globMatches, originOf } from "./routes";
import { sentence } from "./sentences";
import { shellWord } from "./shellWord";

test("every event of every fixture has a sentence without holes", () => {
    for (const each of [...eventsOf("short"), ...eventsOf("hostile"), ...eventsOf("zero")]) {
        expect(sentence(each)).not.toMatch(/undefined|NaN|\[object/);
    }
});

test("a recording that is written and read again is the same", () => {
    const events = eventsOf("short");
    const outcome = readRecording(writeRecording(events, 1, "1.4.0"));
    expect(outcome).toEqual({
        ok: true,
        recording: { node: 1, version: "1.4.0", events, malformed: 0 },
    });
});

test("what is no recording is refused in words", () => {
    expect(readRecording("hello")).toMatchObject({ ok: false });
    expect(readRecording('{"neurocache":"recording","v":2}\n')).toMatchObject({
        why: "This recording is of form 2; this page reads form 1.",
    });
    expect(readRecording('{"neurocache":"recording","v":1}\n')).toMatchObject({ ok: false });
});

test("lines that are no events are counted and left out", () => {
    const text = `{"neurocache":"recording","v":1,"node":1}\nnonsense\n{"seq":1}\n${JSON.stringify(eventsOf("zero")[0])}\n`;
    const outcome = readRecording(text);
    expect(outcome.ok && outcome.recording.malformed).toBe(2);
    expect(outcome.ok && outcome.recording.events).toHaveLength(1);
});

test("stretches with nothing but background are idle", () => {
    const events = eventsOf("normal");
    const stretches = idleStretches(events);
    expect(stretches).toHaveLength(1);
    const [idle] = stretches;
    const lasts = (events[idle?.to ?? 0]?.t ?? 0) - (events[idle?.from ?? 0]?.t ?? 0);
    expect(lasts).toBeGreaterThan(9_000);
});

test("a filter takes families, a node, and words of the sentence", () => {
    const purge = event("purge", {
        node: 2,
        scope: "tags",
        names: ["release-7"],
        soft: false,
        count: 3,
        index: 1,
        by: 2,
    });
    const filter = { families: [], node: null, text: "" };
    expect(matches(purge, filter)).toBe(true);
    expect(matches(purge, { ...filter, families: ["raft"] })).toBe(false);
    expect(matches(purge, { ...filter, families: ["raft", "cache"], node: 2 })).toBe(true);
    expect(matches(purge, { ...filter, node: 1 })).toBe(false);
    expect(matches(purge, { ...filter, text: "Release-7" })).toBe(true);
});

test("routes are globs, and the first one that matches counts", () => {
    expect(globMatches("*.js", "app.js")).toBe(true);
    expect(globMatches("*.js", "a/app.js")).toBe(false);
    expect(globMatches("img/**", "img/a/b.png")).toBe(true);
    expect(globMatches("a.c", "abc")).toBe(false);
    const routes = [
        { pattern: "*.js", host: null, origins: ["http://js"] },
        { pattern: "**", host: null, origins: ["http://all"] },
    ];
    expect([originOf(routes, "a.js"), originOf(routes, "b"), originOf([], "b")]).toEqual([
        "http://js",
        "http://all",
        null,
    ]);
});

test("words of a command line are quoted where a shell would misread them", () => {
    expect(shellWord("img/logo.png")).toBe("img/logo.png");
    expect(shellWord("a b")).toBe("'a b'");
    expect(shellWord("it's")).toBe("'it'\\''s'");
    expect(shellWord("")).toBe("''");
});

test("a site's object is purged by the key that the catalogue has", () => {
    expect(catalogued("//shop.example/a")).toBe("shop.example/a");
    expect(catalogued("motd")).toBe("motd");
    expect(purge("key", "//shop.example/a").command).toBe("neuroctl cache purge shop.example/a");
    expect(purge("prefix", "//shop.example/").confirm).toBe("shop.example/");
    expect(purge("tag", "//news").command).toBe("neuroctl cache purge --tag //news");
});

test("what a purge removes is told with its size and its nodes", () => {
    const told = { objects: 1204, bytes: 3.1 * 2 ** 30, edges: [1, 2, 3], complete: true };
    expect(removal(told)).toBe("Removes about 1,204 objects, 3.1 GiB, on 3 nodes.");
    expect(removal({ objects: 1, bytes: 10, edges: [2], complete: true })).toBe(
        "Removes about 1 object, 10 B, on 1 node.",
    );
});

test("a count of a purge that is a part is told as one, and none is made up", () => {
    const told = { objects: 100_000, bytes: 2 ** 20, edges: [1], complete: false };
    expect(removal(told)).toMatch(/^Removes at least 100,000 objects/);
    expect(removal({ ...told, objects: 0 })).toMatch(/no edge holds/);
    for (const nothing of [null, {}, { objects: "3" }]) {
        expect(removal(nothing)).toMatch(/could not be counted/);
    }
});

import { describe, expect, test } from "vitest";
import type { WireEvent } from "../api/wire";
import { event, eventsOf, foldAll } from "../testing/events";
import { countdown } from "./countdown";
import { nodeOf } from "./state";

const T = 5_000_000;

/** Three voters that follow n1 and wait 500 ms for it; n2 last heard it at T. */
function story(...more: readonly WireEvent[]): WireEvent[] {
    const leader = (node: number) =>
        event("leader", { node, id: 1, term: 7, election_ms: 500, t: T - 100 });
    const append = { from: 1, to: 2, n: 6, entries: 0, bytes: 0, match: 3 };
    return [leader(1), leader(2), leader(3), event("append", { ...append, t: T }), ...more];
}

function shown(id: number, events: readonly WireEvent[]): number | null {
    const state = foldAll(events);
    const node = nodeOf(state, id);
    if (node === undefined) throw new Error(`no n${id}`);
    return countdown(node, state);
}

const quiet = (t: number) => event("alert", { level: "info", text: "", hint: "", t });
const lost = (node: number, t: number) => event("leader", { node, id: 0, term: 7, t });

describe("how long a node has waited for a leader", () => {
    test("does not show while heartbeats come, nor for the leader itself", () => {
        expect(shown(2, story(quiet(T + 2_900)))).toBeNull();
        expect(shown(1, story(quiet(T + 9_000)))).toBeNull();
    });

    test("shows when several heartbeats are missing: it is due", () => {
        expect(shown(2, story(quiet(T + 3_001)))).toBe(1);
    });

    test("is a part of the shortest wait while nobody leads", () => {
        const events = story(lost(2, T + 250), lost(3, T + 250));
        expect(shown(2, events)).toBeCloseTo(0.5);
        const down = event("node-down", { node: 2, id: 1, reason: "", t: T + 300 });
        expect(shown(2, [...events, down])).toBeCloseTo(0.6);
    });

    test("begins anew with each standing, and with a vote that is given", () => {
        const vote = { from: 3, to: 2, term: 8, granted: true };
        const events = story(
            lost(2, T + 400),
            lost(3, T + 400),
            event("election", { node: 2, term: 8, pre: false, reason: "timeout", t: T + 500 }),
            event("vote", { node: 3, ...vote, pre: true, t: T + 510 }),
        );
        expect(shown(2, events)).toBeCloseTo(0.02);
        expect(shown(3, events)).toBe(1);
        const given = event("vote", { node: 3, ...vote, pre: false, t: T + 520 });
        expect(shown(3, [...events, given, quiet(T + 620)])).toBeCloseTo(0.2);
    });

    test("is not made up for a node that has not told its timeout", () => {
        const silent = story(lost(2, T + 400), lost(3, T + 400)).map((each) =>
            each.type === "leader" ? { ...each, election_ms: undefined } : each,
        );
        expect(shown(2, silent)).toBeNull();
    });

    test("shows in a fixture between the leader's death and the next one, and is the same twice", () => {
        const events = eventsOf("short");
        const dead = events.findIndex((each) => each.type === "leader" && each.id === 0);
        const chosen = events.findIndex((each, i) => i > dead && each.type === "leader" && each.id);
        const between = (ids: readonly number[]) => ids.map((i) => shown(3, events.slice(0, i)));
        const ids = [dead - 10, chosen - 1, chosen + 1, chosen + 20];
        expect(between(ids)).toEqual(between(ids));
        expect(between(ids).map((share) => share !== null)).toEqual([false, true, false, false]);
    });
});

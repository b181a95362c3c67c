import { describe, expect, test } from "vitest";
import type { WireEvent } from "../api/wire";
import { event, eventsOf, foldAll } from "../testing/events";
import { health } from "./health";
import { importance } from "./importance";
import { shownRole } from "./state";

const SHORT = eventsOf("short");

function rolesAfter(events: readonly WireEvent[]) {
    const state = foldAll(events);
    return Object.fromEntries(state.nodes.map((node) => [node.id, shownRole(node, state.leader)]));
}

function upTo(wanted: (each: WireEvent) => boolean): WireEvent[] {
    return SHORT.slice(0, SHORT.findIndex(wanted) + 1);
}

describe("a leader that is killed", () => {
    test("is shown as down, and nobody leads until another is chosen", () => {
        const events = upTo((each) => each.type === "node-down");
        const state = foldAll(events);
        expect(rolesAfter(events)).toEqual({ 1: "follower", 2: "down", 3: "follower" });
        expect(state.leader).toBe(0);
        expect(health(state, state.t + 4_000).sentence).toBe(
            "No leader for 4 s: writes are refused, cached objects are still served",
        );
    });

    test("is followed by the one that the others vote for, in a higher term", () => {
        const events = upTo((each) => each.type === "leader" && each.id === 3);
        const state = foldAll(events);
        expect(state.leader).toBe(3);
        expect(state.term).toBe(8);
        expect(rolesAfter(events)[3]).toBe("leader");
        expect(health(state, state.t).sentence).toMatch(
            /^Degraded: n2 unreachable for \d+ s, quorum/,
        );
    });

    test("stands as a candidate before", () => {
        const events = upTo((each) => each.type === "election" && !each.pre);
        expect(rolesAfter(events)[3]).toBe("candidate");
    });

    test("comes back as a follower", () => {
        const events = upTo((each) => each.type === "leader" && each.node === 2 && each.id === 3);
        const state = foldAll(events);
        expect(rolesAfter(events)[2]).toBe("follower");
        expect(health(state, state.t).sentence).toBe("Healthy: 3 of 3 nodes, leader n3 (term 8)");
    });
});

test("the reducer changes nothing that it was given", () => {
    const frozen = deepFreeze(foldAll(SHORT.slice(0, 600)));
    expect(() => foldAll(SHORT.slice(600), frozen)).not.toThrow();
});

test("an event of an unknown type changes nothing but the place", () => {
    const before = foldAll(SHORT.slice(0, 50));
    const raw = event("weather", { forecast: "cloudy" });
    expect(foldAll([raw], before)).toEqual({ ...before, seq: raw.seq, t: raw.t });
});

test("what a node that does not serve the page thinks of others is no proof that they are down", () => {
    const before = foldAll(SHORT.slice(0, 50));
    const state = foldAll([event("node-down", { node: 2, id: 3, reason: "" })], before);
    expect(state.nodes.find((node) => node.id === 3)?.up).toBe(true);
    expect(state.nodes.find((node) => node.id === 2)?.misses).toEqual([3]);
});

test("members come, get a vote, and go", () => {
    const before = foldAll(SHORT.slice(0, 5));
    const added = foldAll([event("member", { op: "add", id: 4, addr: "a:1" })], before);
    expect(added.nodes.map((node) => [node.id, node.kind]).at(-1)).toEqual([4, "learner"]);
    const promoted = foldAll([event("member", { op: "promote", id: 4, addr: "a:1" })], added);
    expect(promoted.nodes.at(-1)?.kind).toBe("voter");
    const removed = foldAll([event("member", { op: "remove", id: 4, addr: "a:1" })], promoted);
    expect(removed.nodes).toHaveLength(3);
});

test("the map of the slab takes what changed and keeps the rest", () => {
    const slab = { cells: 4, base: 0, occ: [1, 2, 3, 4], cls: [0, 0, 64, 64] };
    const first = foldAll([event("slab", slab)]);
    const second = foldAll([event("slab", { cells: 4, base: 2, occ: [9], cls: [-1] })], first);
    expect(second.nodes[0]?.slab).toEqual({ cells: 4, occ: [1, 2, 9, 4], cls: [0, 0, -1, 64] });
});

test("a cluster of one is a single node, a majority that is gone is no quorum", () => {
    const single = foldAll(eventsOf("single"));
    expect(health(single, single.t).sentence).toBe("Single node");
    const lost = foldAll(
        [
            event("leader", { node: 1, id: 1, term: 9 }),
            ...[2, 3].map((id) => event("node-down", { node: 1, id, reason: "" })),
        ],
        foldAll(SHORT.slice(0, 30)),
    );
    expect(health(lost, lost.t).sentence).toContain("quorum is lost");
});

test("a change of leader is one important event, however many tell of it", () => {
    const told = SHORT.filter((each) => each.type === "leader" && importance(each) !== null);
    expect(told.map((each) => importance(each))).toEqual(["n3 leads term 8", "n1 leads term 9"]);
});

function deepFreeze<T>(value: T): T {
    if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
        Object.freeze(value);
        for (const each of Object.values(value)) deepFreeze(each);
    }
    return value;
}

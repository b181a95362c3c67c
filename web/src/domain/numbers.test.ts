import { describe, expect, test } from "vitest";
import { event, eventsOf } from "../testing/events";
import { ago, bytes, duration, NO_DATA, percent, rate } from "./format";
import { hotKeys } from "./hotKeys";
import { kpis } from "./kpis";
import { actionMix, entropy, preloadOutcome } from "./prediction";
import { curve, type Sample, samplesIn } from "./samples";

const SPAN = { end: 60_000, windowMs: 60_000, points: 6 };

function sample(t: number, hits: number, misses: number, node = 1): Sample {
    return { node, t, metrics: { cache: { hits, misses } } };
}

const HIT_RATIO = {
    kind: "ratio",
    part: "cache.hits",
    whole: ["cache.hits", "cache.misses"],
} as const;

describe("curves", () => {
    test("a ratio is that of what was added in the window, over all nodes", () => {
        const samples = [
            sample(1_000, 100, 0),
            sample(2_000, 500, 500, 2),
            sample(11_000, 103, 1),
            sample(12_000, 500, 504, 2),
        ];
        expect(curve(samples, SPAN, HIT_RATIO).overall).toBe(3 / 8);
        expect(curve(samples, SPAN, HIT_RATIO).values[1]).toBe(3 / 8);
    });

    test("a counter that fell belongs to a node that started anew", () => {
        const samples = [sample(1_000, 1_000, 10), sample(11_000, 4, 1)];
        expect(curve(samples, SPAN, HIT_RATIO).overall).toBe(4 / 5);
    });

    test("no requests have no ratio, and no rate is made up", () => {
        const idle = [sample(1_000, 0, 0), sample(11_000, 0, 0)];
        expect(curve(idle, SPAN, HIT_RATIO).overall).toBeNull();
        expect(curve([], SPAN, { kind: "rate", of: "cache.hits" }).overall).toBeNull();
    });

    test("a rate is a second's, also where metrics come seldom", () => {
        const samples = [sample(0, 0, 0), sample(40_000, 400, 0)];
        const { values, overall } = curve(samples, SPAN, { kind: "rate", of: "cache.hits" });
        expect(overall).toBe(10);
        expect(Math.max(...values.filter((value) => value !== null))).toBeLessThanOrEqual(40);
    });
});

test("a cluster without requests shows dashes, never NaN or 0 %", () => {
    const events = eventsOf("zero");
    const end = events.length - 1;
    const samples = samplesIn(events, end, 300_000);
    const all = kpis(samples, { end: events[end]?.t ?? 0, windowMs: 300_000 });
    const shown = Object.fromEntries(
        all.map(({ definition, curve: made }) => [definition.id, definition.format(made.overall)]),
    );
    expect(shown["hit-ratio"]).toBe(NO_DATA);
    expect(shown.latency).toBe(NO_DATA);
    expect(shown.precision).toBe(NO_DATA);
    expect(Object.values(shown).join()).not.toContain("NaN");
});

test("the numbers of a busy cluster are those of its metrics", () => {
    const events = eventsOf("short");
    const end = events.length - 1;
    const samples = samplesIn(events, end, 300_000);
    const all = kpis(samples, { end: events[end]?.t ?? 0, windowMs: 300_000 });
    const hitRatio = all.find(({ definition }) => definition.id === "hit-ratio");
    expect(hitRatio?.curve.overall).toBeGreaterThan(0.85);
    expect(hitRatio?.curve.overall).toBeLessThan(0.97);
});

test("hot keys are ordered by requests, the last ones counting most", () => {
    const top = (key: string, count: number) => ({
        count,
        bytes: 0,
        top: [{ key, count }],
        p99_ms: null,
    });
    const events = [
        event("hit", { t: 1_000, ...top("old", 100) }),
        event("hit", { t: 61_000, ...top("new", 20) }),
        event("miss", { t: 61_000, ...top("new", 20) }),
    ];
    const [first, second] = hotKeys(events, 2);
    expect(first).toMatchObject({ key: "new", hitRatio: 0.5 });
    expect(second?.perSecond).toBeLessThan(first?.perSecond ?? 0);
});

test("the ends of pre-loads are counted at their weight", () => {
    const end = (used: boolean, late: boolean, lead: number | null, sample = 1) =>
        event("preload", { key: "k", used, late, lead_ms: lead, sample });
    const events = [end(true, false, 300), end(true, false, 100), end(false, false, null, 3)];
    expect(preloadOutcome(events, 2, 1e9)).toEqual({ used: 2, late: 0, wasted: 3, leadMs: 300 });
});

test("entropy is 0 for one rule, 1 bit for two that take turns, unknown for none", () => {
    const policy = (action: string) =>
        event("policy", { name: "p", action, reward: null, fallback: false });
    expect(entropy(actionMix([policy("lru")], 0, 1e9))).toBe(0);
    expect(entropy(actionMix([policy("lru"), policy("learned")], 1, 1e9))).toBe(1);
    expect(entropy(new Map())).toBeNull();
});

test("numbers read well", () => {
    expect([bytes(0), bytes(1023), bytes(1536), bytes(3.1 * 1024 ** 3)]).toEqual([
        "0 B",
        "1,023 B",
        "1.5 KiB",
        "3.1 GiB",
    ]);
    expect([percent(null), percent(0.8512), rate(0.126), rate(1234)]).toEqual([
        NO_DATA,
        "85.1 %",
        "0.13",
        "1,234",
    ]);
    expect([duration(12_000), duration(90_000), duration(3_600_000)]).toEqual([
        "12 s",
        "1 min 30 s",
        "1 h",
    ]);
    expect([ago(1_000, 500), ago(0, 90_000)]).toEqual(["now", "1 min ago"]);
});

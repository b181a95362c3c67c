// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { WireEvent } from "../api/wire";
import { writeRecording } from "../domain/recording";
import { eventsOf } from "../testing/events";
import { Dashboard } from "./dashboard";
import { Player } from "./player";

const EVENTS = eventsOf("short");

/** A node whose stream breaks after some events each time, and goes on behind what was asked for. */
class BreakingNode {
    asked: (number | null)[] = [];
    status = 200;

    constructor(private readonly perConnection: number) {}

    readonly fetch = async (url: string | URL | Request): Promise<Response> => {
        const { pathname, searchParams } = new URL(String(url), "http://node");
        if (pathname === "/wire/history") return new Response("");
        const after = searchParams.get("after");
        this.asked.push(after === null ? null : Number(after));
        if (this.status !== 200) return new Response("", { status: this.status });
        const from = EVENTS.findIndex((each) => each.seq > Number(after ?? 0));
        const some = from < 0 ? [] : EVENTS.slice(from, from + this.perConnection);
        return new Response(`retry: 1\n\n: hello\n\n${some.map(asSent).join("")}`);
    };
}

function asSent(each: WireEvent): string {
    const { seq, type, ...data } = each.type === "raw" ? { ...each, ...each.fields } : each;
    const name = each.type === "raw" ? each.kind : type;
    return `event: ${name}\nid: ${seq}\ndata: ${JSON.stringify(data)}\n\n`;
}

beforeEach(() => {
    vi.useFakeTimers();
});

afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

test("a stream that breaks 20 times gives every event once", async () => {
    const node = new BreakingNode(60);
    vi.stubGlobal("fetch", node.fetch);
    const dashboard = new Dashboard();
    dashboard.start(null);
    await vi.waitUntil(() => dashboard.log.length === EVENTS.length, { timeout: 10_000 });
    dashboard.rest();
    expect(node.asked.length).toBeGreaterThanOrEqual(20);
    expect(dashboard.log.events.map((each) => each.seq)).toEqual(EVENTS.map((each) => each.seq));
    expect(dashboard.current().dropped).toBe(0);
});

test("a refused stream asks for a sign-in and does not knock again", async () => {
    const node = new BreakingNode(60);
    node.status = 401;
    vi.stubGlobal("fetch", node.fetch);
    const dashboard = new Dashboard();
    dashboard.start(null);
    await vi.waitUntil(() => dashboard.current().connection.phase === "unauthorized");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(node.asked).toHaveLength(1);
});

function withRecording(): Dashboard {
    const dashboard = new Dashboard();
    expect(dashboard.openRecording(writeRecording(EVENTS, 1, "1.4.0"), "short")).toBeNull();
    return dashboard;
}

test("a recording opens at its end, steps, and jumps between important events", () => {
    const dashboard = withRecording();
    expect(dashboard.current()).toMatchObject({ position: EVENTS.length - 1, isLive: false });
    dashboard.seek(0);
    dashboard.jump(1);
    expect(dashboard.log.events[dashboard.current().position]?.type).toBe("purge");
    dashboard.step(-1);
    dashboard.jump(-1);
    expect(dashboard.current().state).toEqual(dashboard.log.stateAt(dashboard.current().position));
});

test("the player goes by recorded time and skips what is idle", () => {
    const player = new Player();
    const from = 10;
    player.begin(EVENTS, from);
    const start = EVENTS[from]?.t ?? 0;
    const to = player.advance(EVENTS, from, 1_000, 2, []);
    expect(EVENTS[to]?.t).toBeLessThanOrEqual(start + 2_000);
    expect(EVENTS[to + 1]?.t).toBeGreaterThan(start + 2_000);
    expect(player.advance(EVENTS, to, 0, 1, [{ from: to, to: to + 50 }])).toBeGreaterThanOrEqual(
        to + 50,
    );
});

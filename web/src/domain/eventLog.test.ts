import { expect, test } from "vitest";
import { event, eventsOf, foldAll } from "../testing/events";
import { EventLog, KEYFRAME_EVERY } from "./eventLog";

const EVENTS = eventsOf("normal");

function logOf(events = EVENTS, kept?: number): EventLog {
    const log = new EventLog(kept);
    for (const each of events) log.append(each);
    return log;
}

test("the state at 200 places of 10,000 events equals a fold from zero", () => {
    const log = logOf();
    const wanted = new Set(
        Array.from({ length: 200 }, (_, i) => Math.floor((i / 199) * (EVENTS.length - 1))),
    );
    let state = foldAll([]);
    EVENTS.forEach((each, index) => {
        state = foldAll([each], state);
        if (wanted.has(index)) expect(log.stateAt(index)).toEqual(state);
    });
});

test("the oldest events go in the size of keyframes, and the state stays right", () => {
    const log = logOf(EVENTS, 2_000);
    expect(log.length).toBeLessThan(2_000 + KEYFRAME_EVERY);
    expect(log.removed % KEYFRAME_EVERY).toBe(0);
    expect(log.removed + log.length).toBe(EVENTS.length);
    expect(log.state).toEqual(foldAll(EVENTS));
    expect(log.stateAt(700)).toEqual(foldAll(EVENTS.slice(0, log.removed + 701)));
});

test("an event that is known already is not taken again", () => {
    const log = logOf(EVENTS.slice(0, 10));
    expect(log.append(EVENTS[5] as (typeof EVENTS)[number])).toBe(false);
    expect(log.length).toBe(10);
});

test("older events go in front, and places are counted from the same origin", () => {
    const log = logOf(EVENTS.slice(400, 600));
    const place = log.removed + 7;
    log.prepend(EVENTS.slice(0, 450));
    expect(log.length).toBe(600);
    expect(log.events[place - log.removed]).toBe(EVENTS[407]);
    expect(log.stateAt(420)).toEqual(foldAll(EVENTS.slice(0, 421)));
});

test("the snapshot that opens a stream does not hide the event of the same id", () => {
    const last = EVENTS[99] as (typeof EVENTS)[number];
    const snapshot = { ...(EVENTS[0] as (typeof EVENTS)[number]), seq: last.seq };
    const log = logOf([snapshot]);
    log.prepend(EVENTS.slice(0, 100));
    expect(log.length).toBe(101);
    expect(log.events[99]).toBe(last);
});

test("an id finds the last event that is not behind it", () => {
    const log = logOf([event("commit", commit(1)), event("commit", commit(2))]);
    const first = log.firstSeq ?? 0;
    expect(log.indexOf(first)).toBe(0);
    expect(log.indexOf(first + 1)).toBe(1);
    expect(log.indexOf(first + 99)).toBe(1);
    expect(log.indexOf(0)).toBe(0);
});

function commit(index: number) {
    return { index, applied: index, term: 1, role: "leader" };
}

import { fixtures } from "../../scripts/fixtures.mjs";
import { parseLine, type WireEvent } from "../api/wire";
import { reduce } from "../domain/reduce";
import { type ClusterState, EMPTY_STATE } from "../domain/state";

/** The events of a fixture, read as the page reads them. */
export function eventsOf(name: keyof typeof fixtures): WireEvent[] {
    return fixtures[name]().map(readable);
}

function readable(line: unknown): WireEvent {
    const event = parseLine(line);
    if (event === null) throw new Error(`not a line of the wire: ${JSON.stringify(line)}`);
    return event;
}

let seq = 1_000;

/** One valid event; a test says only what matters to it. */
export function event(type: string, fields: Readonly<Record<string, unknown>> = {}): WireEvent {
    seq++;
    return readable({ seq, type, t: seq * 100, node: 1, ...fields });
}

export function foldAll(events: readonly WireEvent[], from = EMPTY_STATE): ClusterState {
    return events.reduce(reduce, from);
}

import { isObject, jsonOrNull, parseLines, type WireEvent } from "../api/wire";

export interface Recording {
    node: number;
    version: string;
    events: WireEvent[];
    /** Lines that were no events. */
    malformed: number;
}

export type ReadOutcome = { ok: true; recording: Recording } | { ok: false; why: string };

/** Lines of JSON behind a header line, as docs/wire.md describes a recording. */
export function writeRecording(
    events: readonly WireEvent[],
    node: number,
    version: string,
): string {
    const header = {
        neurocache: "recording",
        v: 1,
        node,
        version,
        from: events[0]?.seq ?? 0,
        to: events[events.length - 1]?.seq ?? 0,
    };
    return `${[header, ...events.map(asCame)].map((line) => JSON.stringify(line)).join("\n")}\n`;
}

/** An event of an unknown type goes out as it came in. */
function asCame(event: WireEvent): unknown {
    if (event.type !== "raw") return event;
    const { seq, t, node, kind, fields } = event;
    return { seq, type: kind, t, node, ...fields };
}

export function readRecording(text: string): ReadOutcome {
    const end = text.indexOf("\n");
    const header = jsonOrNull(end < 0 ? text : text.slice(0, end));
    if (!isObject(header) || header.neurocache !== "recording") {
        return { ok: false, why: "This is no recording of NeuroCache: its first line is another." };
    }
    if (header.v !== 1) {
        return { ok: false, why: `This recording is of form ${header.v}; this page reads form 1.` };
    }
    const { events, malformed } = parseLines(end < 0 ? "" : text.slice(end + 1));
    if (events.length === 0) return { ok: false, why: "There is no event in this recording." };
    return {
        ok: true,
        recording: {
            node: typeof header.node === "number" ? header.node : 0,
            version: typeof header.version === "string" ? header.version : "",
            events,
            malformed,
        },
    };
}

import { requiredFields, type WireLine } from "./wire.gen";

/** An event of a type that this page does not know: kept and shown, but ignored by the reducer. */
export interface RawLine {
    seq: number;
    type: "raw";
    t: number;
    node: number;
    /** The type it came with. */
    kind: string;
    fields: Readonly<Record<string, unknown>>;
}

export type WireEvent = WireLine | RawLine;
export type EventOf<T extends WireEvent["type"]> = Extract<WireEvent, { type: T }>;

type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOfKind(value: unknown, kind: string): boolean {
    if (kind === "any") return value !== undefined;
    if (kind.endsWith("?") && value === null) return true;
    const plain = kind.replace("?", "");
    if (plain === "array") return Array.isArray(value);
    if (plain === "number") return typeof value === "number" && Number.isFinite(value);
    if (plain === "object") return isObject(value);
    return typeof value === plain;
}

function has(value: Fields, table: Readonly<Record<string, string>>): boolean {
    return Object.entries(table).every(([name, kind]) => isOfKind(value[name], kind));
}

const HEAD = { seq: "number", t: "number", node: "number", type: "string" };

/**
 * Takes one line of the journal; null where it is not one. Nothing behind this function needs to
 * doubt a field, so one malformed line can never break the page.
 */
export function parseLine(value: unknown): WireEvent | null {
    if (!isObject(value) || !has(value, HEAD)) return null;
    const type = value.type as string;
    const table = type === "view" ? undefined : requiredFields[type];
    if (table === undefined) {
        const { seq, t, node, type: _, ...fields } = value as Fields & Omit<RawLine, "type">;
        return { seq, t, node, type: "raw", kind: type, fields };
    }
    if (!has(value, table)) return null;
    if (type === "snapshot" && !(value.nodes as unknown[]).every(isView)) return null;
    return value as unknown as WireLine;
}

function isView(value: unknown): boolean {
    return isObject(value) && has(value, requiredFields.view ?? {});
}

/** Lines of JSON as /wire/history and recordings hold them; what is none is counted. */
export function parseLines(text: string): { events: WireEvent[]; malformed: number } {
    const events: WireEvent[] = [];
    let malformed = 0;
    for (const line of text.split("\n")) {
        if (line.trim() === "") continue;
        const event = parseLine(jsonOrNull(line));
        if (event === null) malformed++;
        else events.push(event);
    }
    return { events, malformed };
}

export function jsonOrNull(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}

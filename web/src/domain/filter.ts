import type { WireEvent } from "../api/wire";
import { nodeName } from "./format";
import { FAMILIES, type Family, family } from "./importance";
import { sentence } from "./sentences";

export interface EventFilter {
    /** Empty: all. */
    families: readonly Family[];
    node: number | null;
    text: string;
}

export function isFamily(word: string): word is Family {
    return (FAMILIES as readonly string[]).includes(word);
}

export function matches(event: WireEvent, filter: EventFilter): boolean {
    if (filter.families.length > 0 && !filter.families.includes(family(event))) return false;
    if (filter.node !== null && event.node !== filter.node) return false;
    if (filter.text === "") return true;
    const haystack = `${event.type} ${nodeName(event.node)} ${sentence(event)}`.toLowerCase();
    return haystack.includes(filter.text.toLowerCase());
}

import { isObject, jsonOrNull, parseLines, type WireEvent } from "./wire";

/** What a call to the node came to. A refusal is an outcome, not an exception. */
export type Outcome<T> =
    | { ok: true; value: T }
    | { ok: false; status: number; code: string; message: string };

/** Status 0: there was no answer at all. */
const NO_ANSWER = 0;

export async function call(path: string, init: RequestInit = {}): Promise<Outcome<unknown>> {
    try {
        const response = await fetch(path, { credentials: "same-origin", ...init });
        const text = await response.text();
        if (response.ok) return { ok: true, value: jsonOrNull(text) };
        return refusal(response.status, jsonOrNull(text));
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { ok: false, status: NO_ANSWER, code: "Unreachable", message };
    }
}

function refusal(status: number, body: unknown): Outcome<never> {
    const error = isObject(body) && isObject(body.error) ? body.error : {};
    const code = typeof error.code === "string" ? error.code : `HTTP ${status}`;
    const message = typeof error.message === "string" ? error.message : defaultMessage(status);
    return { ok: false, status, code, message };
}

function defaultMessage(status: number): string {
    if (status === 401) return "This needs the node's token: sign in first.";
    if (status === 403) return "This session may not do that.";
    if (status === 404) return "The node knows nothing of it.";
    if (status === 503) return "The node cannot do it at the moment; try again soon.";
    return `The node answered with status ${status}.`;
}

export function post(path: string, body: unknown): Promise<Outcome<unknown>> {
    return call(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
    });
}

export function signIn(token: string): Promise<Outcome<unknown>> {
    return call("/admin/session", {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
    });
}

export interface HistoryRange {
    from?: number;
    to?: number;
    limit: number;
}

/** Events from the node's journal, with the snapshot that they build upon. */
export async function history(range: HistoryRange): Promise<Outcome<WireEvent[]>> {
    const query = new URLSearchParams({ state: "1", limit: String(range.limit) });
    if (range.from !== undefined) query.set("from", String(range.from));
    if (range.to !== undefined) query.set("to", String(range.to));
    try {
        const response = await fetch(`/wire/history?${query}`, { credentials: "same-origin" });
        if (!response.ok) return refusal(response.status, null);
        return { ok: true, value: parseLines(await response.text()).events };
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { ok: false, status: NO_ANSWER, code: "Unreachable", message };
    }
}

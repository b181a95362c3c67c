/** The address is part of the state: screen, filters, selected node and time stand in it. */

export const BASE = "/ui";

export interface Place {
    /** Below /ui: `/`, `/cluster`, `/cache/key/a%2Fb`. */
    path: string;
    query: URLSearchParams;
}

const listeners = new Set<() => void>();
let current: Place = read();

function read(): Place {
    const { pathname, search } = window.location;
    const below = pathname.startsWith(BASE) ? pathname.slice(BASE.length) : pathname;
    const path = below === "" ? "/" : below;
    return { path, query: new URLSearchParams(search) };
}

function changed(): void {
    current = read();
    for (const listener of listeners) listener();
}

window.addEventListener("popstate", changed);

export function subscribePlace(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

export function place(): Place {
    return current;
}

/** What stays when the screen changes: how it looks, what time is shown, which file. */
const SHARED = ["t", "w", "theme", "rec", "keep"];

/** The address of a screen, with the shared part of the present query. */
export function linkTo(path: string, query: Readonly<Record<string, string>> = {}): string {
    const next = new URLSearchParams();
    for (const name of SHARED) {
        const value = current.query.get(name);
        if (value !== null) next.set(name, value);
    }
    for (const [name, value] of Object.entries(query)) next.set(name, value);
    const text = next.toString();
    return `${BASE}${path}${text === "" ? "" : `?${text}`}`;
}

export function go(href: string): void {
    window.history.pushState(null, "", href);
    changed();
    window.scrollTo(0, 0);
}

function withQuery(changes: Readonly<Record<string, string | null>>): string {
    const next = new URLSearchParams(current.query);
    for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === "") next.delete(name);
        else next.set(name, value);
    }
    const text = next.toString();
    return `${window.location.pathname}${text === "" ? "" : `?${text}`}`;
}

/** Changes the query as one step that Back undoes. */
export function pushQuery(changes: Readonly<Record<string, string | null>>): void {
    window.history.pushState(null, "", withQuery(changes));
    changed();
}

/** Changes the query in place: for what moves all the time. */
export function replaceQuery(changes: Readonly<Record<string, string | null>>): void {
    window.history.replaceState(null, "", withQuery(changes));
    changed();
}

import { catalogued } from "../domain/objects";
import { shellWord } from "../domain/shellWord";
import { call, type Outcome, post } from "./http";

/** Something that changes the cluster: what it does, in words, as a command, and as a call. */
export interface Action {
    title: string;
    effect: string;
    /** Where the node counts what it would remove; only purges have it. */
    countPath?: string;
    /** The equal line of neuroctl. */
    command: string;
    /** What has to be typed before it may be done; null where a press is enough. */
    confirm: string | null;
    button: string;
    run: () => Promise<Outcome<unknown>>;
}

export type PurgeScope = "key" | "tag" | "prefix";

function cluster(body: Readonly<Record<string, unknown>>): Promise<Outcome<unknown>> {
    return post("/admin/cluster", body);
}

/** A key stands in the path as it is, slashes included; what a URL would misread is escaped. */
function keyUrl(key: string): string {
    return `/cache/${key.split("/").map(encodeURIComponent).join("/")}`;
}

const UNCOUNTED =
    "Removes every object with the tag on all nodes; each edge alone knows which, so nobody counts them. ";

export function purge(scope: PurgeScope, asked: string): Action {
    const name = scope === "tag" ? asked : catalogued(asked);
    const flag = scope === "key" ? "" : `--${scope} `;
    const run = {
        key: () => call(keyUrl(name), { method: "DELETE" }),
        tag: () => post("/purge", { tags: [name] }),
        prefix: () => post("/purge", { prefix: name }),
    }[scope];
    return {
        title: `Purge ${scope} ${name}`,
        effect: `${scope === "tag" ? UNCOUNTED : ""}When it is done, no edge serves what was purged.`,
        countPath:
            scope === "tag" ? undefined : `/admin/purge?${scope}=${encodeURIComponent(name)}`,
        command: `neuroctl cache purge ${flag}${shellWord(name)}`,
        confirm: scope === "prefix" ? name : null,
        button: "Purge",
        run,
    };
}

export function preload(key: string): Action {
    return {
        title: `Preload ${key}`,
        effect: "Every edge fetches the object before anybody asks for it, from a peer or its origin.",
        command: `neuroctl cache preload ${shellWord(key)}`,
        confirm: null,
        button: "Preload",
        run: () => cluster({ op: "preload", keys: [key] }),
    };
}

export function transferLeader(id: number): Action {
    return {
        title: `Make n${id} the leader`,
        effect: `The leader hands over to n${id}. Writes wait for some tens of milliseconds; cached objects are served all the time.`,
        command: `neuroctl cluster transfer-leader ${id}`,
        confirm: null,
        button: "Transfer",
        run: () => cluster({ op: "transfer-leader", id }),
    };
}

export function promote(id: number): Action {
    return {
        title: `Give n${id} a vote`,
        effect: `n${id} counts for the majority from then on.`,
        command: `neuroctl cluster promote ${id}`,
        confirm: null,
        button: "Promote",
        run: () => cluster({ op: "promote", id }),
    };
}

export function remove(id: number, left: number): Action {
    const voters = left === 1 ? "1 voter stays" : `${left} voters stay`;
    return {
        title: `Remove n${id} from the cluster`,
        effect: `n${id} loses its vote and gets nothing more; ${voters}, so ${Math.floor(left / 2) + 1} must agree. What its edge holds is no longer used by the others.`,
        command: `neuroctl cluster remove ${id}`,
        confirm: `n${id}`,
        button: "Remove",
        run: () => cluster({ op: "remove", id }),
    };
}

export function snapshot(): Action {
    return {
        title: "Take a snapshot",
        effect: "The node writes its state to disk and shortens its log. It goes on serving meanwhile.",
        command: "neuroctl snapshot save",
        confirm: null,
        button: "Take snapshot",
        run: () => cluster({ op: "snapshot" }),
    };
}

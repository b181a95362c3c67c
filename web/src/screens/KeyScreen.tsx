import { useMemo, useState } from "react";
import { type Action, preload, purge } from "../api/actions";
import type { WireEvent } from "../api/wire";
import { ActionDialog } from "../components/ActionDialog";
import { ttl } from "../components/HotKeys";
import { Link } from "../components/Link";
import { Panel } from "../components/Panel";
import { Empty, Failed, Loading } from "../components/PanelState";
import { ago, bytes, count, exactTime, millis, NO_DATA, nodeName, percent } from "../domain/format";
import { family } from "../domain/importance";
import {
    type CachedObject,
    catalogued,
    readHere,
    readObject,
    type StoredHere,
} from "../domain/objects";
import { sentence } from "../domain/sentences";
import {
    useDashboard,
    useMayAct,
    useResource,
    useShownSecond,
    useShownTime,
    useView,
} from "../store/hooks";
import { linkTo } from "../store/location";

const REFRESH_MS = 3_000;
const SHOWN_EVENTS = 60;

export function KeyScreen({ name }: { name: string }) {
    const view = useView();
    const mayAct = useMayAct();
    const [action, setAction] = useState<Action | null>(null);
    const isPresent = view.source.kind === "live" && view.isLive;
    const path = isPresent ? `/admin/object?key=${encodeURIComponent(name)}` : null;
    const resource = useResource(path, REFRESH_MS);
    const object = readObject(resource.data);
    const history = useHistoryOf(name);
    return (
        <>
            <div className="title-row">
                <Link href={linkTo("/cache")}>Cache</Link>
                <h1 className="key-title">{name}</h1>
                {mayAct ? (
                    <div className="end">
                        <button type="button" onClick={() => setAction(preload(name))}>
                            Preload …
                        </button>
                        <button type="button" onClick={() => setAction(purge("key", name))}>
                            Purge …
                        </button>
                    </div>
                ) : null}
            </div>
            <Panel title="Object" note={isPresent ? "" : "as the events tell it"} padded>
                {isPresent && resource.isLoading ? <Loading what="Asking for the object" /> : null}
                {resource.failure !== null && resource.failure.status !== 404 && isPresent ? (
                    <Failed what="The object" failure={resource.failure} />
                ) : null}
                {isPresent && resource.failure?.status === 404 ? <Unknown name={name} /> : null}
                {!isPresent || object !== null ? (
                    <Facts
                        object={isPresent ? object : null}
                        here={readHere(resource.data)}
                        history={history}
                    />
                ) : null}
            </Panel>
            <Panel title="What happened to it" note="in the events that this page holds">
                <History events={history} />
            </Panel>
            <ActionDialog action={action} onClose={() => setAction(null)} />
        </>
    );
}

function Unknown({ name }: { name: string }) {
    return (
        <Empty command={`neuroctl cache preload ${name}`}>
            No edge holds it. It will be fetched when somebody asks for it, or now:
        </Empty>
    );
}

/** Events that name the key, newest first, up to the time shown. */
function useHistoryOf(name: string): readonly WireEvent[] {
    const dashboard = useDashboard();
    const view = useView();
    const second = useShownSecond();
    // biome-ignore lint/correctness/useExhaustiveDependencies: once a second is often enough.
    return useMemo(() => {
        const found: WireEvent[] = [];
        const { events } = dashboard.log;
        for (let i = view.position; i >= 0 && found.length < SHOWN_EVENTS; i--) {
            const event = events[i];
            if (event !== undefined && isAbout(event, name)) found.push(event);
        }
        return found;
    }, [dashboard, second, name]);
}

function isAbout(event: WireEvent, name: string): boolean {
    switch (event.type) {
        case "fill":
        case "evict":
        case "preload":
            return catalogued(event.key) === catalogued(name);
        case "purge":
            return isPurged(event.scope, event.names, catalogued(name));
        default:
            return false;
    }
}

function isPurged(scope: string, names: readonly string[], key: string): boolean {
    if (scope === "all") return true;
    if (scope === "prefix") return names.some((prefix) => key.startsWith(prefix));
    return scope === "keys" && names.includes(key);
}

interface FactsProps {
    object: CachedObject | null;
    here: StoredHere | null;
    history: readonly WireEvent[];
}

function Facts({ object, here, history }: FactsProps) {
    const now = useShownTime();
    const { state } = useView();
    const fill = history.find((event) => event.type === "fill");
    const foretold = history.find((event) => event.type === "preload" && event.used === undefined);
    const left = object?.expiresAt == null ? null : object.expiresAt - now;
    return (
        <dl className="facts-list">
            <Fact name={`State on ${nodeName(state.self)}`} value={stateWord(here, object)} />
            <Fact name={`Stored on ${nodeName(state.self)}`} value={storedWord(here, now)} />
            <Fact
                name="Size"
                value={bytes(object?.size ?? (fill?.type === "fill" ? fill.bytes : null))}
            />
            <Fact name="Fresh for" value={left === null ? NO_DATA : ttl(left)} />
            <Fact name="Held by" value={object?.edges.map(nodeName).join(" ") || NO_DATA} />
            <Fact name="Requests" value={count(object?.requests ?? null)} />
            <Fact
                name="Last fetch"
                value={
                    fill?.type === "fill"
                        ? `${ago(fill.t, now)} from ${fill.from}, ${millis(fill.ms)}`
                        : NO_DATA
                }
            />
            <Fact name="Fetched ahead because" value={why(foretold)} />
            <Fact name="SHA-256" value={object?.sha256 || NO_DATA} isCode />
        </dl>
    );
}

function stateWord(here: StoredHere | null, object: CachedObject | null): string {
    if (object === null) return NO_DATA;
    if (here === null) return object.edges.length > 0 ? "not here, at a peer" : "not stored";
    return here.fresh ? "stored, fresh" : "stored, stale";
}

function storedWord(here: StoredHere | null, now: number): string {
    if (here === null || here.storedAt === null) return NO_DATA;
    return `${ago(here.storedAt, now)}, ${bytes(here.bytes)}`;
}

function why(event: WireEvent | undefined): string {
    if (event?.type !== "preload") return NO_DATA;
    const odds = typeof event.score === "number" ? `, odds ${percent(event.score, 0)}` : "";
    const words = {
        session: "it often follows what a client asked for",
        refresh: "it was about to go stale",
        asked: "somebody asked for it to be",
    };
    return `${words[event.reason ?? "asked"]}${odds}`;
}

function Fact({ name, value, isCode }: { name: string; value: string; isCode?: boolean }) {
    return (
        <div className={isCode ? "whole" : ""}>
            <dt>{name}</dt>
            <dd className={isCode ? "mono" : ""}>{value}</dd>
        </div>
    );
}

function History({ events }: { events: readonly WireEvent[] }) {
    const dashboard = useDashboard();
    const now = useShownTime();
    if (events.length === 0) {
        return <Empty>It was neither fetched nor purged in the time that this page holds.</Empty>;
    }
    return (
        <ol aria-label="Events of this key">
            {events.map((event) => (
                <li key={event.seq}>
                    <button
                        type="button"
                        className="row-button"
                        title={`${exactTime(event.t)}: show this moment`}
                        onClick={() => dashboard.seekTo(event.seq)}
                    >
                        <span className="when">{ago(event.t, now)}</span>
                        <span className={`mark ${family(event)}`} />
                        <span className="says">
                            {nodeName(event.node)}: {sentence(event)}
                        </span>
                    </button>
                </li>
            ))}
        </ol>
    );
}

import { useDeferredValue, useMemo } from "react";
import { EventList } from "../components/EventList";
import { Panel } from "../components/Panel";
import { Empty } from "../components/PanelState";
import { type EventFilter, isFamily, matches } from "../domain/filter";
import { count, nodeName } from "../domain/format";
import { FAMILIES, type Family } from "../domain/importance";
import { useDashboard, usePlace, useView } from "../store/hooks";
import { pushQuery, replaceQuery } from "../store/location";

export function EventsScreen() {
    const dashboard = useDashboard();
    const view = useView();
    const filter = useFilter();
    const { revision } = view;
    // biome-ignore lint/correctness/useExhaustiveDependencies: the log changes with `revision`.
    const indexes = useMemo(
        () => matching(dashboard.log.events, filter),
        [dashboard, revision, filter],
    );
    return (
        <>
            <div className="title-row">
                <h1>Events</h1>
                <span className="soft">
                    {count(indexes.length)} of {count(dashboard.log.length)}
                </span>
                <div className="end">
                    <OlderButton />
                </div>
            </div>
            <Panel title="All events" actions={<Filters filter={filter} />}>
                {indexes.length === 0 ? (
                    <Empty command="neuroctl cache put motd hello">
                        No event matches. Take filters away, or let something happen:
                    </Empty>
                ) : (
                    <EventList indexes={indexes} />
                )}
            </Panel>
        </>
    );
}

function matching(
    events: ReturnType<typeof useDashboard>["log"]["events"],
    filter: EventFilter,
): number[] {
    const indexes: number[] = [];
    for (let i = events.length - 1; i >= 0; i--) {
        const event = events[i];
        if (event !== undefined && matches(event, filter)) indexes.push(i);
    }
    return indexes;
}

/** Filters stand in the address; the text is applied when typing leaves time for it. */
function useFilter(): EventFilter {
    const { query } = usePlace();
    const types = query.get("type") ?? "";
    const node = query.get("node");
    const text = useDeferredValue(query.get("q") ?? "");
    return useMemo(
        () => ({
            families: types.split(",").filter(isFamily),
            node: node === null ? null : Number(node.replace(/^n/, "")),
            text,
        }),
        [types, node, text],
    );
}

function Filters({ filter }: { filter: EventFilter }) {
    const { state } = useView();
    const { query } = usePlace();
    return (
        <>
            <fieldset className="chips plain">
                <legend className="visually-hidden">Families of events</legend>
                {FAMILIES.map((family) => (
                    <button
                        key={family}
                        type="button"
                        aria-pressed={filter.families.includes(family)}
                        onClick={() => pushQuery({ type: toggled(filter.families, family) })}
                    >
                        <span className={`mark ${family}`} />
                        {family}
                    </button>
                ))}
            </fieldset>
            <select
                aria-label="Node"
                value={query.get("node") ?? ""}
                onChange={(event) => pushQuery({ node: event.target.value })}
            >
                <option value="">all nodes</option>
                {state.nodes.map((node) => (
                    <option key={node.id} value={nodeName(node.id)}>
                        {nodeName(node.id)}
                    </option>
                ))}
            </select>
            <input
                type="search"
                data-filter=""
                aria-label="Filter by text"
                placeholder="Filter by text  /"
                value={query.get("q") ?? ""}
                onChange={(event) => replaceQuery({ q: event.target.value })}
            />
        </>
    );
}

function toggled(families: readonly Family[], family: Family): string {
    const next = families.includes(family)
        ? families.filter((each) => each !== family)
        : [...families, family];
    return next.join(",");
}

function OlderButton() {
    const dashboard = useDashboard();
    const view = useView();
    const first = dashboard.log.firstSeq ?? 0;
    if (view.source.kind !== "live" || first <= view.state.oldest) return null;
    return (
        <button
            type="button"
            disabled={view.isLoadingOlder}
            onClick={() => void dashboard.loadOlder()}
        >
            {view.isLoadingOlder ? "Reading the journal …" : "Load older"}
        </button>
    );
}

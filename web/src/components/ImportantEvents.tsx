import { useMemo } from "react";
import type { WireEvent } from "../api/wire";
import { ago, exactTime } from "../domain/format";
import { family, importance } from "../domain/importance";
import { sentence } from "../domain/sentences";
import { useDashboard, useShownTime, useView } from "../store/hooks";
import { Empty } from "./PanelState";

const SHOWN = 8;

/** The last important events before the time shown; one press goes there. */
export function ImportantEvents() {
    const dashboard = useDashboard();
    const view = useView();
    const now = useShownTime();
    // biome-ignore lint/correctness/useExhaustiveDependencies: the log changes with `revision`.
    const last = useMemo(
        () => lastImportant(dashboard.log.events, view.position),
        [dashboard, view.position, view.revision],
    );
    if (last.length === 0) {
        return (
            <Empty command="neuroctl cluster transfer-leader">
                Nothing important has happened yet. Elections, purges, nodes that come and go, and
                alerts show here; this lets the leader change:
            </Empty>
        );
    }
    return (
        <ol aria-label="Last important events">
            {last.map((event) => (
                <li key={`${event.seq}${event.type}`}>
                    <button
                        type="button"
                        className="row-button"
                        onClick={() => dashboard.seekTo(event.seq)}
                        title={`${exactTime(event.t)}: show this moment`}
                    >
                        <span className="when">{ago(event.t, now)}</span>
                        <span className={`mark ${family(event)}`} />
                        <span className="says">{sentence(event)}</span>
                    </button>
                </li>
            ))}
        </ol>
    );
}

function lastImportant(events: readonly WireEvent[], position: number): WireEvent[] {
    const found: WireEvent[] = [];
    for (let i = position; i >= 0 && found.length < SHOWN; i--) {
        const event = events[i];
        if (event !== undefined && importance(event) !== null) found.push(event);
    }
    return found;
}

import {
    createContext,
    useContext,
    useEffect,
    useMemo,
    useState,
    useSyncExternalStore,
} from "react";
import { call, type Outcome } from "../api/http";
import { type Sample, samplesIn } from "../domain/samples";
import { Dashboard } from "./dashboard";
import { type Place, place, subscribePlace } from "./location";
import type { View } from "./view";

export const DashboardContext = createContext<Dashboard>(new Dashboard());

export function useDashboard(): Dashboard {
    return useContext(DashboardContext);
}

export function useView(): View {
    const dashboard = useDashboard();
    return useSyncExternalStore(dashboard.subscribe, dashboard.current);
}

export function usePlace(): Place {
    return useSyncExternalStore(subscribePlace, place);
}

/** Changes are offered only in the present of a node that answers, to a session that may. */
export function useMayAct(): boolean {
    const view = useView();
    const isPresent = view.source.kind === "live" && view.isLive;
    return isPresent && view.mayWrite && view.connection.phase === "open";
}

/** This machine's clock, every so often: for all that says "12 s ago". */
export function useTick(everyMs = 1000): number {
    const [now, setNow] = useState(() => Date.now());
    useEffect(() => {
        const timer = setInterval(() => setNow(Date.now()), everyMs);
        return () => clearInterval(timer);
    }, [everyMs]);
    return now;
}

/** The time that is shown: the cluster's present while live, that of the event in the past. */
export function useShownTime(): number {
    const view = useView();
    const now = useTick();
    return view.isLive ? Math.max(view.state.t, now + view.clockOffset) : view.state.t;
}

const WINDOWS: Readonly<Record<string, number>> = {
    "5m": 300_000,
    "15m": 900_000,
    "1h": 3_600_000,
};

export const WINDOW_NAMES = Object.keys(WINDOWS);

export function useWindow(): { name: string; ms: number } {
    const name = usePlace().query.get("w") ?? "5m";
    const ms = WINDOWS[name];
    return ms === undefined ? { name: "5m", ms: 300_000 } : { name, ms };
}

/** The metrics in the chart window before the time that is shown. */
export function useSamples(): { samples: readonly Sample[]; end: number; windowMs: number } {
    const dashboard = useDashboard();
    const view = useView();
    const { ms } = useWindow();
    // Only metrics change the charts: they are made anew when others have come, not at each event.
    const last = lastStats(dashboard, view.position);
    // biome-ignore lint/correctness/useExhaustiveDependencies: the time belongs to the place.
    return useMemo(() => {
        const events = dashboard.log.events;
        const end = events[last - dashboard.log.removed]?.t ?? view.state.t;
        return { samples: samplesIn(events, last - dashboard.log.removed, ms), end, windowMs: ms };
    }, [dashboard, dashboard.log.firstSeq, last, ms]);
}

/** The last event with metrics at or before a place, counted from the first event ever held. */
function lastStats(dashboard: Dashboard, position: number): number {
    const { events, removed } = dashboard.log;
    for (let i = position; i >= 0; i--) {
        const type = events[i]?.type;
        if (type === "stats" || type === "snapshot") return i + removed;
    }
    return removed;
}

/**
 * Changes when other events are shown, at most once a second while time goes on: what reads many
 * events is made anew then, not for each of them.
 */
export function useShownSecond(): string {
    const dashboard = useDashboard();
    const view = useView();
    const isMoving = view.isLive || view.isPlaying;
    const place = isMoving ? Math.floor(view.state.t / 1000) : view.position;
    return `${dashboard.log.firstSeq} ${place}`;
}

export interface Resource {
    data: unknown;
    failure: Exclude<Outcome<unknown>, { ok: true }> | null;
    isLoading: boolean;
}

const NOTHING: Resource = { data: null, failure: null, isLoading: true };

/** Asks the node again and again while the page shows the present; null asks nothing. */
export function useResource(path: string | null, everyMs: number): Resource {
    const [resource, setResource] = useState<Resource>(NOTHING);
    useEffect(() => {
        if (path === null) return;
        let isWanted = true;
        let timer: ReturnType<typeof setTimeout> | undefined;
        setResource(NOTHING);
        const ask = async () => {
            const outcome = await call(path);
            if (!isWanted) return;
            // What was known stays on the page while the node does not answer.
            setResource((before) =>
                outcome.ok
                    ? { data: outcome.value, failure: null, isLoading: false }
                    : { data: before.data, failure: outcome, isLoading: false },
            );
            timer = setTimeout(ask, everyMs);
        };
        void ask();
        return () => {
            isWanted = false;
            clearTimeout(timer);
        };
    }, [path, everyMs]);
    return resource;
}
